"""What somebody typed for an advert, and what it comes to once it is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from atlas.contact_details import Contact, find_contact
from atlas.errors import AtlasError, InvalidFormError
from atlas.exchange import terms
from atlas.model import Country, Theme
from atlas.queries.authorities import current_successor, get_authority, named, resolve_code
from atlas.text import has_control_character, to_translate
from atlas.vocabulary import CONTINENTS

#: An advert is read by everybody, programs that gather addresses included.
_ADDRESSES = {
    Contact.EMAIL: to_translate(
        "Ce texte contient une adresse électronique, que tout le monde lirait. Retirez-la : qui "
        "répond passe par l’atlas, et vous la lui donnerez dans un message si vous voulez."
    ),
    Contact.TELEPHONE: to_translate(
        "Ce texte contient un numéro de téléphone, que tout le monde lirait. Retirez-le : qui "
        "répond passe par l’atlas, et vous le lui donnerez dans un message si vous voulez."
    ),
    Contact.WEB: to_translate(
        "Ce texte contient l’adresse d’une page. Retirez-la : les réponses passent par l’atlas, et "
        "vous la donnerez dans un message. Dites ici en mots ce que la page dit."
    ),
}


class InvalidAdvertError(InvalidFormError):
    """An advert cannot be taken as it stands."""


@dataclass(frozen=True)
class AdvertDraft:
    """An advert as it was typed; texts and codes may be anything."""

    authority: str = ""
    kind: str = ""
    title: str = ""
    text: str = ""
    countries: tuple[str, ...] = ()
    continents: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    population_from: str = ""
    population_to: str = ""


@dataclass(frozen=True)
class AdvertContent:
    """What an advert says. Empty tuples mean « any »; populations are inhabitants, or None."""

    authority: str
    kind: str
    title: str
    text: str
    countries: tuple[str, ...] = ()
    continents: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    population_from: int | None = None
    population_to: int | None = None

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """Its codes as (field, code) pairs."""
        return tuple(
            (field, code)
            for field, codes in (
                (terms.COUNTRY, self.countries),
                (terms.CONTINENT, self.continents),
                (terms.THEME, self.themes),
                (terms.LANGUAGE, self.languages),
                (terms.PARTNER, self.partners),
            )
            for code in codes
        )


def typed(content: AdvertContent) -> AdvertDraft:
    """Return ``content`` as a form shows it."""
    return AdvertDraft(
        content.authority,
        content.kind,
        content.title,
        content.text,
        content.countries,
        content.continents,
        content.themes,
        content.languages,
        content.partners,
        _shown(content.population_from),
        _shown(content.population_to),
    )


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def check(session: Session, draft: AdvertDraft) -> AdvertContent:
    """Return what ``draft`` says; raise :class:`InvalidAdvertError` with all that is wrong."""
    problems: list[tuple[str, str]] = []
    authority = _authority(session, draft.authority, problems)
    problems += _text_problems(draft)
    problems += _code_problems(session, draft)
    smallest = _inhabitants("population_from", draft.population_from, problems)
    largest = _inhabitants("population_to", draft.population_to, problems)
    if smallest is not None and largest is not None and smallest > largest:
        problems.append(
            (
                "population_to",
                to_translate("La population la plus grande est inférieure à la plus petite."),
            )
        )
    if not (draft.countries or draft.continents or draft.themes):
        problems.append(
            (
                "countries",
                to_translate("Nommez au moins un pays, une région du monde ou un thème."),
            )
        )
    if problems:
        raise InvalidAdvertError(problems)
    return AdvertContent(
        authority,
        draft.kind,
        " ".join(draft.title.split()),
        draft.text.strip(),
        _once(draft.countries),
        _once(draft.continents),
        _once(draft.themes),
        _once(draft.languages),
        _once(draft.partners),
        smallest,
        largest,
    )


def _authority(session: Session, asked: str, problems: list[tuple[str, str]]) -> str:
    """Return the code of the authority of today that ``asked`` names, by its code or its name."""
    try:
        found = [get_authority(session, resolve_code(session, asked.strip()))]
    except AtlasError:
        found = named(session, asked)
    codes = {current_successor(session, record).code for record in found}
    if len(codes) == 1:
        return codes.pop()
    if codes:
        said = to_translate("Plusieurs collectivités portent ce nom : donnez le code de la vôtre.")
    else:
        said = to_translate("Aucune collectivité ne porte ce code ni ce nom.")
    problems.append(("authority", said))
    return ""


def _text_problems(draft: AdvertDraft) -> Iterator[tuple[str, str]]:
    if draft.kind not in terms.KINDS:
        yield "kind", to_translate("Dites si la collectivité cherche ou propose.")
    title, text = " ".join(draft.title.split()), draft.text.strip()
    if len(title) < terms.SHORTEST_TITLE:
        yield "title", to_translate("Un titre dit en quelques mots ce qui est cherché ou proposé.")
    if len(text) < terms.SHORTEST_TEXT:
        yield "text", to_translate("Dites en quelques phrases qui vous êtes et ce que vous voulez.")
    for name, value, longest in (
        ("title", title, terms.LONGEST_TITLE),
        ("text", text, terms.LONGEST_TEXT),
    ):
        if len(value) > longest:
            yield name, to_translate("Ce texte est trop long.")
        elif has_control_character(value):
            yield name, to_translate("Ce texte contient un caractère de contrôle.")
        elif (kind := find_contact(value)) is not None:
            yield name, _ADDRESSES[kind]


def _code_problems(session: Session, draft: AdvertDraft) -> Iterator[tuple[str, str]]:
    for name, field, codes, known in (
        ("countries", terms.COUNTRY, draft.countries, set(session.scalars(select(Country.iso2)))),
        ("continents", terms.CONTINENT, draft.continents, set(CONTINENTS)),
        ("themes", terms.THEME, draft.themes, set(session.scalars(select(Theme.code)))),
        ("languages", terms.LANGUAGE, draft.languages, set(terms.LANGUAGES)),
        ("partners", terms.PARTNER, draft.partners, set(terms.PARTNERS)),
    ):
        if not set(codes) <= known:
            yield name, to_translate("Cette valeur n’est pas de la liste.")
        elif len(set(codes)) > terms.MOST[field]:
            yield (
                name,
                to_translate("C’est trop pour une annonce : gardez ce qui compte le plus."),
            )


def _inhabitants(name: str, text: str, problems: list[tuple[str, str]]) -> int | None:
    digits = re.sub(r"[\s.]", "", text)
    if not digits:
        return None
    if digits.isascii() and digits.isdecimal() and len(digits) < 12:
        number = int(digits)
        if number <= terms.MOST_INHABITANTS:
            return number
    problems.append((name, to_translate("Un nombre d’habitants s’écrit en chiffres.")))
    return None


def _once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
