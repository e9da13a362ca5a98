"""Whether what the atlas says is fresh, in sentences that anybody understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_decimal, gettext, ngettext

from atlas.queries.freshness import Freshness, is_fresh, read_freshness
from atlas.queries.records import PartnershipRecord
from webapp.presentation.labels import date_label


@dataclass(frozen=True)
class FreshnessView:
    """A sentence, a second one that tempers it (may be empty), and whether it is fresh."""

    sentence: str
    caution: str
    is_fresh: bool
    verified: bool


def freshness_view(record: PartnershipRecord, today: dt.date) -> FreshnessView:
    """Return how fresh a partnership is, in words."""
    found = read_freshness(record, today)
    if found.verified_on is None:
        return FreshnessView(
            gettext("Jamais vérifié auprès d’une collectivité."), _latest(found), False, False
        )
    kinds = {member.code: member.kind for member in record.members}
    # The month is enough to say how old it is.
    sentence = _verified(date_label(found.verified_on[:7]), found.by, kinds.get(found.by, ""))
    caution = ""
    if not found.is_fresh:
        caution = gettext("C’était il y a plus de trois ans\N{NO-BREAK SPACE}: cela a pu changer.")
    return FreshnessView(sentence, caution, found.is_fresh, True)


def _verified(date: str, by: str, kind: str) -> str:
    if not by:
        return gettext("Vérifié en %(date)s par l’équipe de l’atlas.", date=date)
    return {
        "commune": gettext("Vérifié en %(date)s par la commune.", date=date),
        "epci": gettext("Vérifié en %(date)s par l’intercommunalité.", date=date),
        "departement": gettext("Vérifié en %(date)s par le département.", date=date),
        "region": gettext("Vérifié en %(date)s par la région.", date=date),
    }.get(kind, gettext("Vérifié en %(date)s par la collectivité.", date=date))


def _latest(found: Freshness) -> str:
    if found.latest_fact is None:
        return gettext("Ses sources ne datent aucun fait.")
    return gettext(
        "Le fait le plus récent que donnent ses sources est de %(annee)s.", annee=found.latest_fact
    )


def of_authority(records: Sequence[PartnershipRecord], today: dt.date) -> str:
    """Return how many of the links of an authority were verified lately, in a sentence."""
    total = len(records)
    fresh = sum(is_fresh(record.last_verified, today) for record in records)
    if total == 1:
        if fresh:
            return gettext("Son lien a été vérifié depuis moins de trois ans.")
        return gettext("Son lien n’a pas été vérifié depuis trois ans.")
    if not fresh:
        return gettext(
            "Aucun de ses %(total)s liens n’a été vérifié depuis trois ans.",
            total=format_decimal(total),
        )
    if fresh == total:
        return gettext(
            "Ses %(total)s liens ont été vérifiés depuis moins de trois ans.",
            total=format_decimal(total),
        )
    return ngettext(
        "%(nombre)s de ses %(total)s liens a été vérifié depuis moins de trois ans.",
        "%(nombre)s de ses %(total)s liens ont été vérifiés depuis moins de trois ans.",
        fresh,
        nombre=format_decimal(fresh),
        total=format_decimal(total),
    )
