"""What the page « Méthode » says of how names are matched."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.presentation.reconciling import reconciling_figures


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_page_gives_the_measured_figures(client: FlaskClient) -> None:
    measured = reconciling_figures()
    page = text_of(client, "/methode")
    assert f"{measured.names:,}".replace(",", "\u202f") in page
    for share in (measured.precision, measured.recall):
        assert f"{int(share * 1000) / 10:.1f}\u00a0%".replace(".", ",") in page


def test_the_english_page_gives_them_too(client: FlaskClient) -> None:
    measured = reconciling_figures()
    page = text_of(client, "/en/methode")
    assert f"{int(measured.precision * 1000) / 10:.1f}" in page


@pytest.mark.parametrize(
    ("share", "shown"), [(0.99999, "99,9\u00a0%"), (1.0, "100,0\u00a0%"), (0.5, "50,0\u00a0%")]
)
def test_a_share_with_decimals_is_never_rounded_up(
    small_app: Flask, share: float, shown: str
) -> None:
    with small_app.test_request_context("/"):
        assert small_app.jinja_env.filters["percentformat"](share, 1) == shown
