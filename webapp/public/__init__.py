"""The pages of the public site."""

from webapp.public import (
    about,
    actor_page,
    answering,
    authority_page,
    comparison_page,
    country_page,
    era_page,
    exchange_page,
    funding_pages,
    health,
    legal,
    lists,
    map_page,
    numbers_page,
    reporting,
    sharing,
    theme_pages,
)
from webapp.public.blueprint import blueprint

__all__ = [
    "about",
    "actor_page",
    "answering",
    "authority_page",
    "blueprint",
    "comparison_page",
    "country_page",
    "era_page",
    "exchange_page",
    "funding_pages",
    "health",
    "legal",
    "lists",
    "map_page",
    "numbers_page",
    "reporting",
    "sharing",
    "theme_pages",
]
