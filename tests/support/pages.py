"""The addresses that tests of every page type walk through, on the small atlas.

``/carte`` is a page apart: the tests of the map open it in many ways.
"""

from __future__ import annotations

PAGES = (
    "/",
    "/liste",
    "/liste?q=fontaine",
    "/liste?q=introuvable&pays=DE",
    "/partenariats/1",
    "/partenariats/5",
    "/partenariats/6",
    "/collectivites/38185",
    "/collectivites/38D",
    "/collectivites/84R",
    "/collectivites/98818",
    "/collectivites/jp-hostile",
    "/pays/DE",
    "/pays/FR",
    "/epoques",
    "/epoques/apres_guerre",
    "/epoques/non_date",
    "/themes",
    "/themes/culture",
    "/financements",
    "/acteurs",
    "/acteurs?collectivite=38185",
    "/bourse",
    "/bourse?pays=BF&theme=eau",
    "/bourse?pays=IT",
    "/bourse/1",
    "/bourse/2",
    "/methode",
    "/chiffres",
    "/comparer",
    "/comparer?collectivite=38185&collectivite=38D",
    "/donnees",
    "/mentions-legales",
    "/accessibilite",
    "/signaler",
    "/partager?adresse=/pays/DE",
)
