"""The back office. Every page says which permission it asks for; one that does not is closed."""

from webapp.gestion import (
    account_page,
    conversing,
    exchange,
    exchange_form,
    home,
    joining,
    moderating,
    people_pages,
    records,
    reported,
    signing_in,
)
from webapp.gestion.access import init_app
from webapp.gestion.blueprint import blueprint

__all__ = [
    "account_page", "blueprint", "conversing", "exchange", "exchange_form", "home", "init_app",
    "joining", "moderating", "people_pages", "records", "reported", "signing_in",
]  # fmt: skip
