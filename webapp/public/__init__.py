"""The pages of the public site."""

from webapp.public import about, health, legal, lists, map_page, places, reporting, sharing
from webapp.public.blueprint import blueprint

__all__ = [
    "about",
    "blueprint",
    "health",
    "legal",
    "lists",
    "map_page",
    "places",
    "reporting",
    "sharing",
]
