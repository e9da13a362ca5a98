"""Refusals of a dataset: one French sentence each, with what was expected, found, and to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from atlas.errors import AtlasError
from atlas.typography import french_spaces

#: What to do about a file that was changed, for datasets that a command makes from other files.
_REMEDIES = {
    "partenariats": (
        "./scripts/atlas curate fait ce fichier à partir de geodata/facts\N{NO-BREAK SPACE}: "
        "corrigez-y le fait ou la décision puis lancez cette commande, ou rendez-lui son contenu "
        "avec git restore"
    ),
}
_OTHER_REMEDY = (
    "si le changement est voulu, lancez ./scripts/build_geodata --manifests\N{NO-BREAK SPACE}; "
    "sinon, rendez au fichier son contenu avec git restore"
)


class ManifestError(AtlasError):
    """A dataset and its manifest disagree, or one of them cannot be read.

    The message is one French sentence that names the file, what was expected, what was found and
    what to do: people read it on the command line.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("{sentence}", sentence=french_spaces(sentence))


class ChangedFileError(ManifestError):
    """A file can be read and is not the one that its manifest announces."""


def require_rows(path: Path, found: int, least: int) -> None:
    """Raise ManifestError when a file has fewer rows than it may ever have."""
    if found < least:
        raise ManifestError(
            f"{path} : {rows_said(found)}, il en faut au moins {least} ; retrouvez les "
            "lignes perdues, ou abaissez « min_rows » si la baisse est réelle."
        )


def other_columns(path: Path, found: Sequence[str], wanted: Sequence[str]) -> ManifestError:
    """Return the refusal of a file whose columns are not those of its manifest."""
    return ManifestError(
        f"{path} : les colonnes sont {', '.join(found)}, le manifeste annonce "
        f"{', '.join(wanted)} ; {remedy(path)}."
    )


def other_width(path: Path, line: int, found: int, wanted: int) -> ManifestError:
    """Return the refusal of a row that has not as many values as there are columns."""
    return ManifestError(
        f"{path}, ligne {line} : {found} valeurs pour {wanted} colonnes ; corrigez cette ligne."
    )


def missing_file(path: Path) -> ManifestError:
    """Return the refusal of a file that a manifest announces and that is not there."""
    return ManifestError(
        f"{path} : ce fichier manque, le manifeste l’annonce ; remettez-le, ou retirez son entrée."
    )


def not_utf8(path: Path, error: UnicodeDecodeError) -> ManifestError:
    """Return the refusal of a file in another encoding."""
    return ManifestError(
        f"{path} : ce fichier n’est pas en UTF-8 (octet {error.start}) ; "
        "enregistrez-le dans cet encodage."
    )


def remedy(path: Path) -> str:
    """Return what to do when a file differs from its manifest on purpose."""
    return _REMEDIES.get(path.parent.name, _OTHER_REMEDY)


def rows_said(count: int) -> str:
    """Return a number of rows in words."""
    return f"{count} ligne" if count < 2 else f"{count} lignes"


def names_said(names: Sequence[str]) -> str:
    """Return names between quotation marks."""
    return ", ".join(f"« {name} »" for name in names)
