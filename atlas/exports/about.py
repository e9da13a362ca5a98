"""What a file says of itself, and the description of its tables for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from atlas.exports.columns import Column
from atlas.exports.tables import Table


@dataclass(frozen=True)
class About:
    """What a file says of itself, in its language.

    ``readme`` is a text to read, lines parted by ``\\n``: what the file holds, its licences, how to
    cite it. ``date`` is that of the day on which it was made (ISO 8601), ``count`` the number of
    partnerships, ``address`` where the same file is had again.
    """

    title: str
    selection: str
    count: int
    date: str
    address: str
    citation: str
    licence_name: str
    licence_url: str
    readme: str

    def as_mapping(self) -> dict[str, Any]:
        """Return it for files that hold JSON; the names are French, as those of the API."""
        return {
            "titre": self.title,
            "selection": self.selection,
            "nombre": self.count,
            "date": self.date,
            "adresse": self.address,
            "citation": self.citation,
            "licence": {"nom": self.licence_name, "url": self.licence_url},
            "lisez_moi": self.readme,
        }


def table_schema(table: Table, language: str) -> dict[str, Any]:
    """Return the description of ``table`` by the rules of Table Schema (Frictionless Data, v1)."""
    schema: dict[str, Any] = {
        "fields": [_field(column, language) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [table.key]
    else:
        schema["foreignKeys"] = [
            {"fields": ["partenariat"], "reference": {"resource": "partenariats", "fields": ["id"]}}
        ]
    return schema


def _field(column: Column, language: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "description": column.description(language),
        "type": "string" if column.kind == "uri" else column.kind,
        "constraints": {"required": column.required},
    }
    if column.kind == "uri":
        field["format"] = "uri"
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field


def dictionary(tables: Sequence[Table], language: str) -> list[tuple[str, str, str]]:
    """Return (table, column, description) for every column of ``tables``, to be read."""
    return [
        (table.title(language), column.name, column.description(language))
        for table in tables
        for column in table.columns
    ]
