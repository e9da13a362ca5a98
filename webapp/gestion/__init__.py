"""The back office. Every page says which permission it asks for; one that does not is closed."""

from webapp.gestion import account_page, home, joining, people_pages, signing_in
from webapp.gestion.access import init_app
from webapp.gestion.blueprint import blueprint

__all__ = [
    "account_page", "blueprint", "home", "init_app", "joining", "people_pages", "signing_in",
]  # fmt: skip
