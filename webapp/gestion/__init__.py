"""The back office. Every page says which permission it asks for; one that does not is closed."""

from webapp.gestion import (
    account_page,
    authorities,
    authority_form,
    authority_making,
    campaign_invitation,
    campaign_page,
    campaigns,
    conversing,
    exchange,
    exchange_form,
    home,
    importing,
    joining,
    moderating,
    people_pages,
    record_history,
    records,
    reported,
    signing_in,
    workbench,
)
from webapp.gestion.access import init_app
from webapp.gestion.blueprint import blueprint

__all__ = [
    "account_page", "authorities", "authority_form", "authority_making", "blueprint",
    "campaign_invitation", "campaign_page", "campaigns", "conversing", "exchange", "exchange_form",
    "home", "importing", "init_app", "joining", "moderating", "people_pages", "record_history",
    "records", "reported", "signing_in", "workbench",
]  # fmt: skip
