"""Questions and candidates in words, for the workbench."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from atlas.doubts.content import (
    AUTHORITIES,
    FRENCH,
    PARTNERSHIPS,
    RECORD,
    ROW,
    AnyContent,
    AuthorityPairContent,
    PairContent,
    Question,
    RowContent,
)
from atlas.doubts.queue import DoubtRecord
from webapp.database import get_vocabulary
from webapp.gestion.candidate_words import both
from webapp.gestion.doubt_names import Names
from webapp.i18n import language
from webapp.presentation.labels import amount_label, date_label

#: The kinds of questions by their names in addresses; all of them without one.
KINDS = {"": None, "lignes": ROW, "partenaires": AUTHORITIES, "fiches": PARTNERSHIPS}


def title(content: AnyContent, names: Names) -> str:
    """Return what a question is called: by the names of its row, or of the two that may be one."""
    if isinstance(content, RowContent):
        return "\N{NO-BREAK SPACE}– ".join(party.name for party in content.parties)
    if isinstance(content, AuthorityPairContent):
        one, other = content.codes
        return both([names.body(one), names.body_and_country(other)])
    une, autre = content.numbers
    first, second = names.record(une), names.record(autre)
    if first == second:
        return gettext(
            "%(titre)s (n°\N{NO-BREAK SPACE}%(une)s et n°\N{NO-BREAK SPACE}%(autre)s)",
            titre=first,
            une=une,
            autre=autre,
        )
    return both(
        [
            gettext("%(titre)s (n°\N{NO-BREAK SPACE}%(numero)s)", titre=titre, numero=number)
            for titre, number in ((first, une), (second, autre))
        ]
    )


def asked(content: AnyContent) -> str:
    """Return what is to be answered, in one sentence."""
    if isinstance(content, PairContent):
        return gettext("Une seule fiche, ou deux\N{NO-BREAK SPACE}?")
    if isinstance(content, AuthorityPairContent):
        return gettext("Un seul partenaire, ou deux\N{NO-BREAK SPACE}?")
    return " ".join(phrase(question) for question in content.questions())


def phrase(question: Question) -> str:
    """Return a question as a person would ask it."""
    if question.side == RECORD:
        return gettext("De quelle fiche s’agit-il\N{NO-BREAK SPACE}?")
    if question.side == FRENCH:
        return gettext("Quelle collectivité est « %(nom)s »\N{NO-BREAK SPACE}?", nom=question.name)
    return gettext("Qui est « %(nom)s »\N{NO-BREAK SPACE}?", nom=question.name)


def kept(content: PairContent | AuthorityPairContent) -> str:
    """Return what is asked of two that may be one."""
    if isinstance(content, PairContent):
        return gettext(
            "Est-ce un seul partenariat\N{NO-BREAK SPACE}? Choisissez la fiche à garder"
            "\N{NARROW NO-BREAK SPACE}; elle reçoit ce que dit l’autre."
        )
    return gettext(
        "Est-ce un seul partenaire\N{NO-BREAK SPACE}? Choisissez celui à garder"
        "\N{NARROW NO-BREAK SPACE}; il reçoit les noms et les partenariats de l’autre."
    )


def aside(content: AnyContent) -> str:
    """Return what the button says that sets a question aside."""
    if isinstance(content, PairContent):
        return gettext("Ce sont deux partenariats")
    if isinstance(content, AuthorityPairContent):
        return gettext("Ce sont deux partenaires")
    return gettext("Écarter cette ligne")


def origin(doubt: DoubtRecord) -> str:
    """Return where a question comes from."""
    if doubt.line is None:
        return gettext("Recherche des doublons")
    return gettext("%(fichier)s, ligne %(ligne)s", fichier=doubt.file_name or gettext("fichier"),
                   ligne=doubt.line)  # fmt: skip


def none_of_them(question: Question) -> str:
    """Return the answer that it is none of the candidates."""
    if question.side == RECORD:
        return gettext("Un autre lien, à créer")
    return gettext(
        "Un nouveau partenaire, à créer\N{NO-BREAK SPACE}: "
        "«\N{NO-BREAK SPACE}%(nom)s\N{NO-BREAK SPACE}»",
        nom=question.name,
    )


def other(question: Question) -> str:
    """Return the answer that it is somebody else, whom a person names; nothing for a record."""
    if question.side == RECORD:
        return ""
    if question.side == FRENCH:
        return gettext("Une autre collectivité")
    return gettext("Un autre partenaire connu")


def other_label(question: Question) -> str:
    """Return what to write of somebody else."""
    if question.side == FRENCH:
        return gettext("Son nom, son code Insee ou son SIREN")
    return gettext("Son nom, ou son code dans l’atlas")


def counted(kind: str, number: int) -> str:
    """Return how many questions of a kind there are, in words."""
    if kind == PARTNERSHIPS:
        return ngettext("%(num)s paire de fiches", "%(num)s paires de fiches", number)
    if kind == AUTHORITIES:
        return ngettext("%(num)s paire de partenaires", "%(num)s paires de partenaires", number)
    return ngettext("%(num)s ligne d’import", "%(num)s lignes d’imports", number)


def waiting(kind: str, number: int) -> str:
    """Return what waits of a kind of question, in words."""
    if kind == PARTNERSHIPS:
        return ngettext(
            "%(num)s paire de fiches qui n’en font peut-être qu’une",
            "%(num)s paires de fiches qui n’en font peut-être qu’une",
            number,
        )
    if kind == AUTHORITIES:
        return ngettext(
            "%(num)s paire de partenaires qui n’en font peut-être qu’un",
            "%(num)s paires de partenaires qui n’en font peut-être qu’un",
            number,
        )
    return ngettext(
        "%(num)s ligne d’import dont un nom est à préciser",
        "%(num)s lignes d’imports dont un nom est à préciser",
        number,
    )


def told(content: AnyContent) -> list[tuple[str, str]]:
    """Return what the row says, label and value; nothing for two that may be one."""
    if not isinstance(content, RowContent):
        return []
    declaration = content.declaration
    vocabulary, reader = get_vocabulary(), language()
    country = next((q.country for q in content.questions() if q.country not in ("", "FR")), "")
    departement = next((q.departement for q in content.questions() if q.departement), "")
    amounts = [
        f"{amount_label(line.amount, line.currency)} ({line.year_from})"
        for line in declaration.fundings
        if line.amount is not None
    ]
    said = [
        (gettext("Noms"), " ; ".join(party.name for party in content.parties)),
        (gettext("Département"), departement),
        (gettext("Pays"), vocabulary.label("pays", country, reader) if country else ""),
        (gettext("Nature du lien"), vocabulary.label("type", declaration.link_type, reader)),
        (gettext("Début"), date_label(declaration.year_start) if declaration.year_start else ""),
        (gettext("Fin"), date_label(declaration.year_end) if declaration.year_end else ""),
        (
            gettext("Thèmes"),
            ", ".join(vocabulary.label("theme", code, reader) for code in declaration.themes),
        ),
        (gettext("Montants"), ", ".join(amounts)),
        (gettext("Note"), declaration.note),
        (gettext("Source"), declaration.source.title),
    ]
    return [(label, value) for label, value in said if value]
