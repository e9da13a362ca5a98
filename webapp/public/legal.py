"""Who publishes this site, and what it keeps of its visitors."""

from __future__ import annotations

from flask import current_app, render_template

from webapp.public.blueprint import blueprint


@blueprint.get("/mentions-legales")
def mentions_legales() -> str:
    """Name the publisher, the director and the host, as the operator of the site gives them."""
    return render_template(
        "public/mentions_legales.html", reglages=current_app.extensions["atlas_settings"]
    )
