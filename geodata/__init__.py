"""Reference geography, vocabularies and facts of the atlas, and what builds and loads them."""
