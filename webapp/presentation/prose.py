"""Pages told in sentences: whole sentences, each a text of the catalogue, plural forms included.

A third language translates the sentences below and nothing else. Names come in ready for their
place in the sentence (:mod:`webapp.presentation.naming`), lists are joined as the reader's language
joins them. Nothing is said that the records do not hold, and what they lack is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from babel import Locale
from babel.lists import format_list
from flask_babel import format_decimal, gettext, ngettext

from atlas.language import in_language
from atlas.queries.records import MemberRecord, PartnershipRecord
from atlas.vocabulary import Vocabulary
from webapp.presentation import naming
from webapp.presentation.charts import ERAS, OUTSIDE_ERAS
from webapp.presentation.selection_terms import quoted

#: How many names a sentence lists before it counts the rest.
_NAMED = 3
#: Fewer links than this are not sorted by era in a sentence: their table says it better.
_FEW = 3


def joined(items: Iterable[str], language: str) -> str:
    """Return a list as a sentence has it: « l’Italie, le Mali et le Japon »."""
    return str(format_list(list(items), locale=Locale.parse(language)))


def lowered(label: str) -> str:
    """Return a label of a vocabulary as it stands inside a sentence."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def sentences_of_authority(
    records: Sequence[PartnershipRecord],
    de_name: str,
    *,
    is_french: bool,
    vocabulary: Vocabulary,
    language: str,
) -> list[str]:
    """Tell the links of an authority, whose name comes after « of »; empty when there are none.

    ``records`` come by year of start, those without any at the end.
    """
    if not records:
        return []
    told = [
        _with_countries(records, de_name, language)
        if is_french
        else _with_france(records, de_name, language),
        _oldest(records, is_french=is_french, language=language),
        _eras(Counter(record.primary_era.code for record in records), language),
        _themes(records, vocabulary, language),
        _stopped(Counter(record.status for record in records), language),
    ]
    return [sentence for sentence in told if sentence]


def _with_countries(records: Sequence[PartnershipRecord], de_name: str, language: str) -> str:
    number = len(records)
    shown = {"nombre": format_decimal(number), "de_nom": de_name}
    counts: Counter[str] = Counter()
    named: dict[str, MemberRecord] = {}
    for record in records:
        for member in record.foreign_members:
            named.setdefault(member.country_iso2, member)
        counts.update({member.country_iso2 for member in record.foreign_members})
    order = sorted(counts, key=lambda code: -counts[code])
    countries = [country_name_of(named[code], language) for code in order]
    if not countries:
        return ngettext(
            "L’atlas connaît %(nombre)s lien %(de_nom)s.",
            "L’atlas connaît %(nombre)s liens %(de_nom)s.",
            number,
            **shown,
        )
    if len(countries) == 1:
        return ngettext(
            "L’atlas connaît %(nombre)s lien %(de_nom)s, avec %(pays)s.",
            "L’atlas connaît %(nombre)s liens %(de_nom)s, tous avec %(pays)s.",
            number,
            pays=countries[0],
            **shown,
        )
    if len(countries) <= _NAMED + 1:
        return ngettext(
            "L’atlas connaît %(nombre)s lien %(de_nom)s, avec plusieurs pays"
            "\N{NO-BREAK SPACE}: %(pays)s.",
            "L’atlas connaît %(nombre)s liens %(de_nom)s, avec %(pays)s.",
            number,
            pays=joined(countries, language),
            **shown,
        )
    return ngettext(
        "L’atlas connaît %(nombre)s lien %(de_nom)s avec %(compte)s pays, dont %(pays)s.",
        "L’atlas connaît %(nombre)s liens %(de_nom)s avec %(compte)s pays, dont %(pays)s.",
        number,
        compte=format_decimal(len(countries)),
        pays=joined(countries[:_NAMED], language),
        **shown,
    )


def _with_france(records: Sequence[PartnershipRecord], de_name: str, language: str) -> str:
    number = len(records)
    members = {m.code: m for record in records for m in record.french_members}
    names = [_in_sentence(member, language) for member in members.values()]
    shown = {"nombre": format_decimal(number), "de_nom": de_name}
    if len(names) <= _NAMED + 1:
        return ngettext(
            "L’atlas connaît %(nombre)s lien %(de_nom)s avec la France\N{NO-BREAK SPACE}: "
            "avec %(noms)s.",
            "L’atlas connaît %(nombre)s liens %(de_nom)s avec la France\N{NO-BREAK SPACE}: "
            "avec %(noms)s.",
            number,
            noms=joined(names, language),
            **shown,
        )
    return ngettext(
        "L’atlas connaît %(nombre)s lien %(de_nom)s avec %(compte)s collectivités françaises, "
        "dont %(noms)s.",
        "L’atlas connaît %(nombre)s liens %(de_nom)s avec %(compte)s collectivités françaises, "
        "dont %(noms)s.",
        number,
        compte=format_decimal(len(names)),
        noms=joined(names[:_NAMED], language),
        **shown,
    )


def country_name_of(member: MemberRecord, language: str) -> str:
    """Return the country of a member inside a sentence: « la Chine », “the Netherlands”."""
    name = in_language(language, member.country_fr, member.country_en)
    return naming.country_in_sentence(name, member.country_article_fr, language)


def _in_sentence(member: MemberRecord, language: str) -> str:
    return naming.article_of(member, language) + member.display_name(language)


def _oldest(records: Sequence[PartnershipRecord], *, is_french: bool, language: str) -> str:
    first = records[0]
    members = first.foreign_members if is_french else first.french_members
    others = joined((_in_sentence(member, language) for member in members[:_NAMED]), language)
    if first.year_start is None:
        return ngettext(
            "Aucune source lue ne dit de quand date ce lien.",
            "Aucune source lue ne dit de quand datent ces liens.",
            len(records),
        )
    year = (
        gettext("%(annee)s environ", annee=first.year_start)
        if first.circa
        else str(first.year_start)
    )
    if not others:
        return ngettext(
            "Il est daté de %(annee)s.",
            "Le plus ancien dont l’année est connue est daté de %(annee)s.",
            len(records),
            annee=year,
        )
    return ngettext(
        "Ce lien avec %(noms)s est daté de %(annee)s.",
        "Le plus ancien dont l’année est connue, avec %(noms)s, est daté de %(annee)s.",
        len(records),
        noms=others,
        annee=year,
    )


def _of_era(code: str, number: int) -> str:
    count = format_decimal(number)
    return {
        "avant_1945": gettext("%(nombre)s d’avant 1945", nombre=count),
        "apres_guerre": gettext("%(nombre)s de l’après-guerre", nombre=count),
        "decolonisation": gettext("%(nombre)s de la décolonisation", nombre=count),
        "guerre_froide": gettext("%(nombre)s de la guerre froide", nombre=count),
        "mondialisation": gettext("%(nombre)s de la mondialisation", nombre=count),
        # An undated link may have a likely era (a reviewed decision): those are counted there.
        "non_date": gettext("%(nombre)s sans date ni époque connue", nombre=count),
    }[code]


def _eras(counts: Counter[str], language: str) -> str:
    """Sort three links or more by primary era, undated ones last; nothing when all are undated."""
    known = [code for code in (OUTSIDE_ERAS[0], *ERAS, OUTSIDE_ERAS[1]) if counts[code]]
    if counts.total() < _FEW or known == ["non_date"]:
        undated = counts["non_date"]
        if not undated or known == ["non_date"]:
            return ""
        return ngettext(
            "La date de l’autre n’est pas connue.",
            "La date des %(nombre)s autres n’est pas connue.",
            undated,
            nombre=undated,
        )
    if len(known) == 1:
        return {
            "avant_1945": gettext("Tous remontent à avant 1945."),
            "apres_guerre": gettext("Tous relèvent d’abord de l’après-guerre."),
            "decolonisation": gettext("Tous relèvent d’abord de la décolonisation."),
            "guerre_froide": gettext("Tous relèvent d’abord de la guerre froide."),
            "mondialisation": gettext("Tous relèvent d’abord de la mondialisation."),
        }[known[0]]
    items = joined((_of_era(code, counts[code]) for code in known), language)
    return gettext(
        "Selon leur époque principale, on en compte %(liste)s.",
        liste=items,
    )


def _themes(records: Sequence[PartnershipRecord], vocabulary: Vocabulary, language: str) -> str:
    themed = sum(1 for record in records if record.themes)
    total = len(records)
    if not themed:
        return ngettext(
            "Aucune source lue n’en précise les thèmes.",
            "Aucune source lue ne précise leurs thèmes.",
            total,
        )
    counts = Counter(theme for record in records for theme in record.themes)
    labels = [
        quoted(lowered(vocabulary.themes[code].label(language)))
        for code, _ in counts.most_common(_NAMED)
    ]
    subjects = joined(labels, language)
    if total == 1:
        return ngettext(
            "Son thème connu est le suivant\N{NO-BREAK SPACE}: %(themes)s.",
            "Ses thèmes connus sont les suivants\N{NO-BREAK SPACE}: %(themes)s.",
            len(labels),
            themes=subjects,
        )
    if themed == total:
        return ngettext(
            "Le thème de tous est connu\N{NO-BREAK SPACE}: %(themes)s.",
            "Les thèmes de tous sont connus, d’abord ceux-ci\N{NO-BREAK SPACE}: %(themes)s.",
            len(labels),
            themes=subjects,
        )
    return ngettext(
        "Le thème n’est connu que pour %(nombre)s d’entre eux\N{NO-BREAK SPACE}: %(themes)s.",
        "Les thèmes ne sont connus que pour %(nombre)s d’entre eux, d’abord ceux-ci"
        "\N{NO-BREAK SPACE}: %(themes)s.",
        len(labels),
        nombre=format_decimal(themed),
        themes=subjects,
    )


def _stopped(statuses: Counter[str], language: str) -> str:
    parts = []
    for code, number in statuses.items():
        shown = {"num": number, "nombre": format_decimal(number)}
        phrase = {
            "suspendu": lambda s: ngettext(
                "%(nombre)s est suspendu", "%(nombre)s sont suspendus", **s
            ),
            "rompu": lambda s: ngettext("%(nombre)s a été rompu", "%(nombre)s ont été rompus", **s),
            "termine": lambda s: ngettext("%(nombre)s a pris fin", "%(nombre)s ont pris fin", **s),
            "en_sommeil": lambda s: ngettext(
                "%(nombre)s est en sommeil", "%(nombre)s sont en sommeil", **s
            ),
        }.get(code)
        if phrase is not None:
            parts.append((code, phrase(shown)))
    if not parts:
        return ""
    if statuses.total() == 1:
        return {
            "suspendu": gettext("Il est suspendu."),
            "rompu": gettext("Il a été rompu."),
            "termine": gettext("Il a pris fin."),
            "en_sommeil": gettext("Il est en sommeil."),
        }[parts[0][0]]
    return gettext(
        "Parmi ces liens, %(liste)s.", liste=joined((phrase for _, phrase in parts), language)
    )
