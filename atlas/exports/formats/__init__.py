"""The formats of files, one module for each family, and the list of them all."""

from __future__ import annotations

from atlas.exports.formats.base import Export, Format, Options, UnknownFormatError
from atlas.exports.formats.registry import FORMATS, find_format

__all__ = ["FORMATS", "Export", "Format", "Options", "UnknownFormatError", "find_format"]
