"""Keep the catalogues of ``webapp/translations/`` in step with the French texts of the source.

``update`` reads every French text of templates, Python and JavaScript and brings the catalogues up
to date; ``check`` changes nothing and tells what is missing; ``add`` begins a new language.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from atlas.errors import AtlasError
from atlas.language import DATA_LANGUAGES
from atlas.settings import PROJECT_ROOT
from atlas.vocabulary import CONTINENTS, UNKNOWN_ENTRY
from geodata import manifests
from webapp.catalogues import FOLDER

#: Where texts are, and how each kind of file is read.
_METHODS = {
    "webapp": [
        ("templates/**.html", "jinja2"),
        ("templates/**.txt", "jinja2"),
        ("static/js/**.js", "javascript"),
        ("**.py", "python"),
    ],
    "atlas": [("**.py", "python")],
    # What is wrong with a file is told on pages too.
    "geodata": [("imports/**.py", "python")],
}
#: Columns of the shipped datasets that are sentences for readers and have no English twin beside
#: them; what quotes a source (notes, titles) stays in the language of the source.
_COLUMNS = {
    "partenariats/corrections.csv": ("reason",),
    "partenariats/faits.csv": ("reject_reason",),
    "partenariats/liens.csv": ("name_fr",),
    "vocabulaires/familles_financement.csv": ("operator",),
    "vocabulaires/instruments.csv": ("operator", "eligible_bodies", "eligible_countries", "law"),
    "vocabulaires/reseaux.csv": ("perimetre", "gouvernance", "moyens"),
}
#: Sentences of errors are translated when they are shown; the argument that holds them.
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "to_translate": None,
    "say": None,
    "InvalidSelectionError": (2,),
    "NotFoundError": None,
    "AdvertClosedError": None,
    "AmountError": None,
    "ImportFileError": None,
    "RefusedError": None,
    "SkippedError": None,
    "AdvertStateError": None,
    "AmbiguousCodeError": None,
    "AnswerError": None,
    "AuthorityChangedError": None,
    "AuthorityInUseError": None,
    "CannotUndoError": None,
    "ChangedAdvertError": None,
    "DeadLinkError": None,
    "DecisionError": None,
    "DocumentError": None,
    "UnknownFormatError": None,
    "WritingError": None,
    "InvalidAccountError": (2,),
    "InvalidCampaignError": (2,),
    "InvalidLinkError": None,
    "UnknownLinkError": None,
    "ReplyStateError": None,
    "UnknownMemberError": None,
    "UnknownSuccessorError": None,
    "remark": (3,),
}
#: The columns of vocabularies whose French name is not that of their English twin.
_FRENCH_STEMS = {
    "label": ("libelle",),
    "explanation": ("explication",),
    "unit": ("unite",),
    "name": ("nom",),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


class TranslationError(AtlasError):
    """A catalogue cannot be read, or the language asked for does not exist."""


def extract(language: str = "en", root: Path = PROJECT_ROOT) -> Catalog:
    """Return a catalogue of every French text to give in ``language``, with where each stands.

    The vocabularies and the names of countries have their English in the data: they are to be
    translated in any other language only.
    """
    template = Catalog(project="Atlas", charset="utf-8")
    for folder, methods in _METHODS.items():
        for name, _line, message, comments, context in extract_from_dir(
            root / folder, method_map=methods, keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            # Line numbers would change every catalogue at every commit.
            template.add(
                message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context
            )
    for file, texts in _texts_of_datasets(root / "geodata" / "datasets"):
        for text in texts:
            template.add(text, None, [(f"geodata/datasets/{file}", 0)])
    if language not in DATA_LANGUAGES:
        for location, text, english in _texts_of_the_data(root / "geodata" / "datasets"):
            template.add(text, None, [(location, 0)], auto_comments=[english] if english else [])
    return template


def _texts_of_the_data(datasets: Path) -> Iterator[tuple[str, str, str]]:
    """Yield where a text of the data that has an English twin stands, the text, and the twin."""
    for file in sorted(datasets.glob("*/*.csv")):
        rows = manifests.read_rows(file.parent, file.name)
        twins = _twins(rows[0] if rows else {})
        seen = {
            (row[french], row[english]) for row in rows for french, english in twins if row[french]
        }
        yield from ((f"geodata/datasets/{file.parent.name}/{file.name}", *text) for text in seen)
    for path in sorted(datasets.glob(f"*/{manifests.MANIFEST}")):
        manifest = manifests.read_manifest(path.parent)
        location = f"geodata/datasets/{path.parent.name}/{path.name}"
        yield location, manifest.title_fr, manifest.title_en
    for french, english in (*CONTINENTS.values(), (UNKNOWN_ENTRY.label_fr, UNKNOWN_ENTRY.label_en)):
        yield "atlas/vocabulary.py", french, english


def _twins(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Return the columns that hold a French text and its English: « libelle_fr », « label_en »."""
    known = set(columns)
    pairs = []
    for english in sorted(name for name in known if name.endswith("_en")):
        stem = english.removesuffix("_en")
        stems = (stem, *_FRENCH_STEMS.get(stem, ()))
        pairs += [
            (french, english)
            for french in (name for one in stems for name in (f"{one}_fr", one))
            if french in known
        ][:1]
    return pairs


def _texts_of_datasets(datasets: Path) -> Iterator[tuple[str, set[str]]]:
    for file, columns in _COLUMNS.items():
        folder, name = file.split("/")
        rows = manifests.read_rows(datasets / folder, name)
        yield file, {row[column] for row in rows for column in columns} - {""}
    for path in sorted(datasets.glob(f"*/{manifests.MANIFEST}")):
        manifest = manifests.read_manifest(path.parent)
        # A version that names packages with their numbers reads the same in every language.
        versions = (
            {manifest.source_version} if not re.search(r"\d", manifest.source_version) else set()
        )
        texts = {manifest.description_fr, manifest.publisher, *versions}
        yield f"{path.parent.name}/{path.name}", texts - {""}


def updated(path: Path, template: Catalog) -> Catalog:
    """Return the catalogue at ``path`` with the texts of ``template``, in a stable order."""
    catalogue = _read(path)
    # A translation is guessed by no one: a text that changed is to be translated again.
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def rendered(catalogue: Catalog) -> bytes:
    """Return the bytes of a catalogue, always in the same order and without dates."""
    stream = io.BytesIO()
    kept = Catalog(
        locale=catalogue.locale, project="Atlas", charset="utf-8", header_comment="# Atlas"
    )
    for message in sorted(_messages(catalogue), key=lambda m: (str(m.id), m.context or "")):
        locations = sorted({(name, 0) for name, _ in message.locations})
        kept.add(
            message.id, message.string, locations, context=message.context,
            auto_comments=message.auto_comments, user_comments=message.user_comments,
        )  # fmt: skip
    write_po(stream, kept, omit_header=False, include_lineno=False, width=100)
    text = stream.getvalue().decode()
    dated = re.compile(
        r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator):.*\n', re.M
    )
    return dated.sub("", text).encode()


def problems(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield, in French, each text that the catalogue lacks, has too many, or betrays."""
    wanted = {_key(message): message for message in _messages(template)}
    found = {_key(message): message for message in _messages(catalogue)}
    for key in sorted(wanted.keys() - found.keys(), key=str):
        yield f"texte absent\N{NO-BREAK SPACE}: {key[0]!r}"
    for key in sorted(found.keys() - wanted.keys(), key=str):
        yield f"texte qui n’existe plus\N{NO-BREAK SPACE}: {key[0]!r}"
    for key in sorted(wanted.keys() & found.keys(), key=str):
        message = found[key]
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.fuzzy or not all(strings):
            yield f"à traduire\N{NO-BREAK SPACE}: {key[0]!r}"
            continue
        texts = message.id if isinstance(message.id, (list, tuple)) else [message.id]
        known = {name for text in texts for name in _placeholders(text)}
        for string in strings:
            if not _placeholders(string) <= known:
                yield f"paramètre inconnu\N{NO-BREAK SPACE}: {string!r}"
        # One of a kind may be said without its number; several never.
        if _placeholders(strings[-1]) != _placeholders(texts[-1]):
            yield f"paramètres oubliés\N{NO-BREAK SPACE}: {strings[-1]!r}"


def _placeholders(text: str | None) -> set[str]:
    return {percent or brace for percent, brace in _PLACEHOLDER.findall(text or "")}


def _messages(catalogue: Catalog) -> Iterable[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[str, str]:
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return first, message.context or ""


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=path.stem, abort_invalid=True)
    except FileNotFoundError as error:
        raise TranslationError(
            "{path}\N{NO-BREAK SPACE}: ce catalogue manque.", path=path
        ) from error
    except (ValueError, UnknownLocaleError) as error:
        raise TranslationError(
            "{path}\N{NO-BREAK SPACE}: catalogue illisible ({reason}).", path=path, reason=error
        ) from error


def update(folder: Path = FOLDER) -> int:
    """Bring every catalogue up to date; print what remains to translate; return 0."""
    for path in sorted(folder.glob("*.po")):
        template = extract(path.stem)
        catalogue = updated(path, template)
        path.write_bytes(rendered(catalogue))
        left = sum(1 for problem in problems(catalogue, template) if problem)
        print(f"{path.name}\N{NO-BREAK SPACE}: {len(catalogue)} textes, {left} à reprendre.")
    return 0


def check(folder: Path = FOLDER) -> int:
    """Print what is wrong with each catalogue; return 1 when anything is."""
    status = 0
    for path in sorted(folder.glob("*.po")):
        for problem in problems(_read(path), extract(path.stem)):
            print(f"{path.name}, {problem}", file=sys.stderr)
            status = 1
    return status


def add(language: str, folder: Path = FOLDER) -> int:
    """Begin the catalogue of a language; refuse one that is there or that nobody speaks."""
    path = folder / f"{language}.po"
    if path.exists():
        raise TranslationError("{name} existe déjà.", name=path.name)
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise TranslationError(
            "«\N{NO-BREAK SPACE}{language}\N{NO-BREAK SPACE}» n’est pas le code d’une langue.",
            language=language,
        ) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered(Catalog(locale=locale)))
    return update(folder)


def main(arguments: list[str]) -> int:
    """Run ``update``, ``check`` or ``add LANGUAGE``; return the exit code."""
    try:
        match arguments:
            case ["update"]:
                return update()
            case ["check"]:
                return check()
            case ["add", language]:
                return add(language)
    except TranslationError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        "Usage\N{NO-BREAK SPACE}: ./scripts/translations update | check | add LANGUE",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
