"""Other names of départements, régions and large bodies, those of before included.

Sources: loi n° 2015-29 du 16 janvier 2015 (régions of 2016); décrets of 1941 to 1990 that renamed
départements; lois n° 2011-884 (Guyane, Martinique), n° 2015-991 (Corse), n° 2019-816 (Alsace).
"""

from __future__ import annotations

#: Name → what the words before it must say (empty: nothing needs be said) → code of today.
#: A name that several bodies bear has a line for each.
ALIASES: tuple[tuple[str, str, str], ...] = (
    # Régions until 2015, and the région that took them over.
    ("Alsace", "region", "44R"),
    ("Aquitaine", "region", "75R"),
    ("Auvergne", "region", "84R"),
    ("Basse-Normandie", "region", "28R"),
    ("Bourgogne", "region", "27R"),
    ("Centre", "region", "24R"),
    ("Champagne-Ardenne", "region", "44R"),
    ("Franche-Comté", "region", "27R"),
    ("Haute-Normandie", "region", "28R"),
    ("Languedoc-Roussillon", "region", "76R"),
    ("Limousin", "region", "75R"),
    ("Lorraine", "region", "44R"),
    ("Midi-Pyrénées", "region", "76R"),
    ("Nord-Pas-de-Calais", "region", "32R"),
    ("Picardie", "region", "32R"),
    ("Poitou-Charentes", "region", "75R"),
    ("Rhône-Alpes", "region", "84R"),
    ("Alsace-Champagne-Ardenne-Lorraine", "region", "44R"),
    ("Aquitaine-Limousin-Poitou-Charentes", "region", "75R"),
    ("Languedoc-Roussillon-Midi-Pyrénées", "region", "76R"),
    ("Nord-Pas-de-Calais-Picardie", "region", "32R"),
    ("Occitanie Pyrénées Méditerranée", "region", "76R"),
    # What régions call themselves, and what is made of their names.
    ("PACA", "region", "93R"),
    ("Sud", "region", "93R"),
    ("AURA", "region", "84R"),
    ("IDF", "region", "11R"),
    ("BFC", "region", "27R"),
    ("Réunion", "region", "04R"),
    ("Réunion", "departement", "974D"),
    ("Martinique", "region", "972R"),
    ("Martinique", "departement", "972R"),
    ("Martinique", "statut_particulier", "972R"),
    ("CTM", "statut_particulier", "972R"),
    ("Guyane", "region", "973R"),
    ("Guyane", "departement", "973R"),
    ("Guyane", "statut_particulier", "973R"),
    ("CTG", "statut_particulier", "973R"),
    ("Corse", "region", "20R"),
    ("Corse", "statut_particulier", "20R"),
    ("Corse", "departement", "20R"),
    ("Alsace", "statut_particulier", "6AE"),
    ("CEA", "statut_particulier", "6AE"),
    ("Mayotte", "region", "976D"),
    # Départements that others took over, and those that changed their names.
    ("Corse-du-Sud", "departement", "20R"),
    ("Haute-Corse", "departement", "20R"),
    ("Bas-Rhin", "departement", "6AE"),
    ("Haut-Rhin", "departement", "6AE"),
    ("Paris", "departement", "75056"),
    ("Basses-Alpes", "departement", "04D"),
    ("Basses-Pyrénées", "departement", "64D"),
    ("Charente-Inférieure", "departement", "17D"),
    ("Côtes-du-Nord", "departement", "22D"),
    ("Loire-Inférieure", "departement", "44D"),
    ("Seine-Inférieure", "departement", "76D"),
    # Métropoles by the names that people use.
    ("Grand Lyon", "epci", "69M"),
    ("Grand Lyon Métropole", "epci", "69M"),
    ("Lyon", "epci", "69M"),
    ("MEL", "epci", "200093201"),
    ("Dunkerque Grand Littoral", "epci", "245900428"),
)
#: Names of ``ALIASES`` that mean nothing without the words: « Centre », « Sud », « Lyon ».
UNSAID = frozenset({"Centre", "Sud", "Lyon", "Paris"})

#: Codes of départements that no authority of today bears, by name.
DEPARTEMENTS = {
    "Corse-du-Sud": "2A",
    "Haute-Corse": "2B",
    "Bas-Rhin": "67",
    "Haut-Rhin": "68",
    "Paris": "75",
    "Martinique": "972",
    "Guyane": "973",
    "Réunion": "974",
}
