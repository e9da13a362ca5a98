"""Curation of the facts: from the raw files, as they were gathered, to the embedded dataset.

``raw/`` holds the facts as they were read, page by page; it is never edited. ``decisions/`` holds
what people decided about them, one reason per line. ``./scripts/atlas curate`` reads both and
writes ``geodata/datasets/partenariats/``; the same input gives the same bytes.
See ``docs/developer/curation.md``.
"""
