"""The domain of the atlas: model, vocabularies, eras, queries, services, persistence.

This package never imports Flask, ``geodata`` or ``webapp``; they import it.
"""

__version__ = "0.1.0"
