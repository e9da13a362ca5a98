"""The search engine: an index of all names in memory, and how a query is compared with it.

Nothing here knows the database's dialect or a language of the site; ``docs/adr`` says why the index
is in memory.
"""

from atlas.search.index import Group, IndexBuilder, SearchIndex, Text, Why
from atlas.search.matching import Hit, find

__all__ = ["Group", "Hit", "IndexBuilder", "SearchIndex", "Text", "Why", "find"]
