"""Reference geography, vocabularies and facts that ship with the atlas, and what builds and loads them."""
