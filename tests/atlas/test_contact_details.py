"""Addresses in a public text are seen; figures, years and abbreviations are not taken for any."""

from __future__ import annotations

import pytest

from atlas.contact_details import Contact, find_contact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrivez à maire@ville.fr.", Contact.EMAIL),
        ("Écrivez à maire (at) ville.fr", Contact.EMAIL),
        ("maire [arobase] ville", Contact.EMAIL),
        ("maire arobase ville point fr", Contact.EMAIL),
        ("Appelez le 04 76 00 00 00", Contact.TELEPHONE),
        ("au 04.76.00.00.00.", Contact.TELEPHONE),
        ("0476000000", Contact.TELEPHONE),
        ("+33 (0)4 76 00 00 00", Contact.TELEPHONE),
        ("+221 33 849 09 09", Contact.TELEPHONE),
        ("00221338490909", Contact.TELEPHONE),
        ("Tél. : 33 849 09 09", Contact.TELEPHONE),
        ("WhatsApp 70 12 34 56", Contact.TELEPHONE),
        ("Voir https://ville.fr/eau", Contact.WEB),
        ("voir www.ville.sn", Contact.WEB),
        ("Voir ville-eau.fr, page 3", Contact.WEB),
        ("jumelages.ville.org", Contact.WEB),
    ],
)
def test_an_address_is_seen(text: str, kind: Contact) -> None:
    assert find_contact(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "La ville compte 158 000 habitants et l’agglomération 1 450 000 en 2024.",
        "De 2021 à 2026, puis 2027-2030 ; budget de 1.250.000,00 euros.",
        "Code Insee 01004, délibération n° 2024-03-118 du 12/03/2024.",
        "L’eau, l’assainissement, etc. Fin de phrase.Début d’une autre.",
        "Conseil, c.-à-d. p. ex. l’A.F.D. ou l’U.E. (n.d.l.r.)",
        "Un portable pour 30 élèves ; un mobile de 2 m",
        "Les 08 et 09 mars 2026, à 10 h 30",
        "",
    ],
)
def test_a_figure_is_no_address(text: str) -> None:
    assert find_contact(text) is None
