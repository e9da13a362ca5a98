"""Names inside sentences, in the reader's language: « de l’Isère », “of the Netherlands”.

French has its own module, as articles, elision and contraction depend on the name. The sentences of
other languages hold their own prepositions, and the name comes plain, after « the » in English
where English wants it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from flask_babel import gettext

from atlas.language import SOURCE_LANGUAGE
from atlas.queries.records import MemberRecord, PartnershipRecord
from webapp.presentation import french
from webapp.presentation.french import Named

#: Gives a text in a language, with its parameters: ``gettext``, or one bound to a language.
Say = Callable[..., str]

#: Countries and territories that English names with an article: plurals, unions, republics.
_ENGLISH_ARTICLE = re.compile(
    r"(?:.* )?(?:Islands|Territory|Territories|Republic(?: of the Congo)?|Emirates|Kingdom|States"
    r"|Netherlands|Philippines|Maldives|Comoros|Seychelles|Bahamas|Gambia)(?: .*)?"
    r"|Isle of Man|Soviet Union|GDR|FRG"
)


_DASH = "\N{NO-BREAK SPACE}\N{EN DASH} "
_MOST_NAMED = 3


def english_article(name: str) -> str:
    """Return « the » and a space before the name of a country that takes it, or nothing."""
    return "the " if _ENGLISH_ARTICLE.fullmatch(name) else ""


def of_authority(record: Named, language: str) -> str:
    """Return the name of an authority as it follows « of »: « d’Annecy », “Annecy”."""
    return french.de_of(record) if language == "fr" else record.display_name(language)


def article_of(record: Named, language: str) -> str:
    """Return what goes before the name of an authority inside a sentence, or nothing."""
    return french.article_of(record) if language == "fr" else ""


def title_of(record: PartnershipRecord, language: str, say: Say = gettext) -> str:
    """Return the title of a partnership: its own name, or its members as ``language`` names them.

    Three members of a side at most are named; beyond, the first and how many others. ``say`` gives
    texts in ``language``, for whoever writes outside of a request.
    """
    if language == SOURCE_LANGUAGE:
        return record.title
    if record.name:
        return say(record.name)  # a name of the datasets, extracted from their column
    sides = (record.french_members, record.foreign_members)
    return _DASH.join(_enumerated(side, language, say) for side in sides if side)


def _enumerated(members: Sequence[MemberRecord], language: str, say: Say) -> str:
    names = [member.display_name(language) for member in members]
    if len(names) <= _MOST_NAMED:
        return ", ".join(names)
    return say("%(premier)s et %(nombre)s autres", premier=names[0], nombre=len(names) - 1)


def at_place(name: str, language: str) -> str:
    """Return the name of a place as it follows « in » or « at »: « au Havre », “Le Havre”."""
    return french.a(name) if language == "fr" else name


def country_in_sentence(name: str, article_fr: str, language: str) -> str:
    """Return the name of a country inside a sentence: « la Chine », “the Netherlands”."""
    if language == "fr":
        return french.avec_article(name, country_article=article_fr)
    return (english_article(name) if language == "en" else "") + name
