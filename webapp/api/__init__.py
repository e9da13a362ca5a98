"""The first version of the programming interface: JSON and GeoJSON under ``/api/v1``."""

from webapp.api import views
from webapp.api.blueprint import blueprint

__all__ = ["blueprint", "views"]
