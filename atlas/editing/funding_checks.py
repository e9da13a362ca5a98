"""What is strange in a funding line: amounts and years that laws and instruments rarely know."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from atlas.editing.documents import FundingEntry
from atlas.editing.remarks import Remark, remark, spaced
from atlas.model import Instrument

#: The FICOL funds projects of three years at most, between 200,000 and 1,500,000 € (AFD; the
#: amounts are those of the instrument ``afd_ficol`` of the facts).
_FICOL, _FICOL_YEARS = "afd_ficol", 3
#: The first year of each « 1 % »: laws of 9 February 2005 (water), 7 December 2006 (energy) and
#: 7 July 2014 (waste), as told by ``familles_financement.csv``.
_ONE_PERCENT = {"un_pourcent_eau": 2005, "un_pourcent_energie": 2006, "un_pourcent_dechets": 2014}


def strange_funding(
    entry: int, line: FundingEntry, instruments: Mapping[str, Instrument]
) -> list[Remark]:
    """Return what surprises in a funding line; ``instruments`` are known ones, by code."""
    found = []
    begins = line.year_from or line.year_to
    first = _ONE_PERCENT.get(line.family or "")
    if first is not None and begins is not None and begins < first:
        found.append(
            remark(
                "fundings",
                entry,
                "Ce « 1 % » est daté de {year} : la loi ne le permet que depuis {first}.",
                year=begins,
                first=first,
            )
        )
    if line.family == _FICOL:
        found += _ficol(entry, line, instruments.get(line.instrument or _FICOL))
    instrument = instruments.get(line.instrument or "")
    opened = instrument.year_from if instrument is not None else None
    if first is None and opened is not None and begins is not None and begins < opened:
        found.append(
            remark(
                "fundings",
                entry,
                "Ce dispositif n’existe que depuis {first}, et la ligne est datée de {year}.",
                first=opened,
                year=begins,
            )
        )
    return found


def _ficol(entry: int, line: FundingEntry, instrument: Instrument | None) -> list[Remark]:
    found = []
    least = (instrument.min_eur if instrument is not None else None) or 0
    most = (instrument.max_eur if instrument is not None else None) or sys.maxsize
    granted = line.amount if line.currency == "EUR" and line.kind != "total_budget" else None
    if granted is not None and not least <= granted <= most:
        found.append(
            remark(
                "fundings",
                entry,
                "Une FICOL va de {least} à {most} €, et ce montant est de {amount} €.",
                least=spaced(least),
                most=spaced(most),
                amount=spaced(granted),
            )
        )
    if line.year_from and line.year_to and line.year_to - line.year_from > _FICOL_YEARS:
        years = line.year_to - line.year_from
        found.append(
            remark(
                "fundings", entry, "Une FICOL dure trois ans au plus ({years} ici).", years=years
            )
        )
    return found
