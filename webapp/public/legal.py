"""Who publishes this site, what it keeps of its visitors, and how accessible it is."""

from __future__ import annotations

from flask import current_app, render_template

from webapp.i18n import language
from webapp.presentation.audit import audit, status_labels
from webapp.public.blueprint import blueprint


@blueprint.get("/mentions-legales")
def mentions_legales() -> str:
    """Name the publisher, the director and the host, as the operator of the site gives them."""
    return render_template(
        "public/mentions_legales.html", reglages=current_app.extensions["atlas_settings"]
    )


@blueprint.get("/accessibilite")
def accessibilite() -> str:
    """Tell how accessible the site is, criterion by criterion, and what was not checked."""
    return render_template(
        "public/accessibilite.html", audit=audit(language()), libelles=status_labels()
    )
