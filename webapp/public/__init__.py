"""The pages of the public site."""

from webapp.public import about, health, lists, map_page, places, reporting, sharing
from webapp.public.blueprint import blueprint

__all__ = ["about", "blueprint", "health", "lists", "map_page", "places", "reporting", "sharing"]
