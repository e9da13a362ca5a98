"""What each era was, in our words; the facts are those of landmarks, cited by their date.

``[1963-01-22]`` in a text cites the landmark of that date, told on the same page with its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import gettext
from markupsafe import Markup, escape

_CITED = re.compile(r"\s*\[(\d{4}(?:-\d\d){0,2})\]")


def era_story(code: str) -> tuple[str, ...]:
    """Return the paragraphs that tell an era, with the dates of the landmarks that they cite."""
    return {
        "apres_guerre": _after_the_war,
        "decolonisation": _decolonisation,
        "guerre_froide": _cold_war,
        "mondialisation": _globalisation,
        "avant_1945": _before_1945,
        "non_date": _undated,
    }[code]()


def cited_dates(paragraphs: tuple[str, ...]) -> list[str]:
    """Return the dates of the landmarks that a story cites, each once, in order."""
    return list(dict.fromkeys(date for text in paragraphs for date in _CITED.findall(text)))


def with_notes(paragraph: str, numbers: Mapping[str, int]) -> Markup:
    """Return a paragraph whose citations are numbered links to the landmarks of the page.

    The citation of a landmark that the database lacks is left out.
    """
    pieces = _CITED.split(paragraph)
    shown = Markup()
    for text, date in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        shown += escape(text)
        if date in numbers:
            shown += Markup(
                '<sup class="appel"><a href="#repere-{date}">'
                '<span class="invisible">{word} </span>{n}</a></sup>'
            ).format(date=date, word=gettext("Repère"), n=numbers[date])
    return shown


def _after_the_war() -> tuple[str, ...]:
    return (
        gettext(
            "La guerre finie, des villes n’attendent pas les États pour renouer. Orléans se lie à "
            "Dundee dès 1946 [1946]. En 1950, Montbéliard et Ludwigsburg forment le premier "
            "jumelage franco-allemand [1950] ; l’acte officiel n’est signé qu’en 1962 [1962]. "
            "L’idée est simple : des habitants qui se rencontrent, se reçoivent et s’écrivent "
            "apprennent à ne plus se craindre."
        ),
        gettext(
            "Ce rapprochement accompagne la construction européenne. Le Conseil de l’Europe naît "
            "en 1949 [1949], Robert Schuman lit sa déclaration le 9 mai 1950 [1950-05-09] et le "
            "traité de Paris crée l’année suivante la Communauté du charbon et de l’acier "
            "[1951-04-18]. Les communes se donnent en 1951 leur propre organisation, le Conseil "
            "des communes d’Europe [1951]. Quand le traité de l’Élysée est signé en 1963 "
            "[1963-01-22], on compte déjà cent vingt jumelages franco-allemands [1963] : il "
            "consacre un mouvement déjà lancé."
        ),
        gettext(
            "L’atlas range dans cette époque, jusqu’en 1989, les liens avec toute l’Europe de "
            "l’Ouest, l’Espagne, le Portugal et la Grèce des dictatures compris, et ceux que des "
            "communes nouent avant 1964 avec l’Amérique du Nord, le Japon, l’Océanie ou Israël. "
            "Tous ne naissent pas d’une réconciliation : la langue, l’école, le sport, "
            "l’immigration comptent aussi, et les sources disent rarement ce qui l’a emporté. "
            "Dans les années 1970, des voisins commencent à travailler ensemble de part et "
            "d’autre d’une frontière [1973] ; la convention de Madrid en donne le cadre en 1980 "
            "[1980-05-21]."
        ),
    )


def _decolonisation() -> tuple[str, ...]:
    return (
        gettext(
            "En quelques années, l’empire colonial français se défait : quatorze territoires "
            "d’Afrique deviennent indépendants en 1960 [1960], et les accords d’Évian mettent "
            "fin en 1962 à la guerre d’indépendance de l’Algérie [1962-03-18]. Des communes "
            "n’ont pas attendu. Niort et Atakpamé, au Togo, concluent de premiers accords en "
            "1958 [1958] ; un premier jumelage franco-malgache suit en 1961 [1961] ; Loudun se "
            "lie en 1967 à Ouagadougou, alors capitale de la Haute-Volta [1967-01-21]."
        ),
        gettext(
            "Ces liens se disent d’abord d’amitié. Peu à peu ils portent des projets, et l’on "
            "parle de coopération. Laval se lie à Garango [1974], Angers à Bamako en 1974 "
            "[1974-06-08] : ce jumelage a fêté ses cinquante ans. Les collectivités se donnent "
            "des outils communs, Cités Unies France en 1975 [1975], puis l’Association "
            "internationale des maires francophones, voulue en 1979 par les maires de Paris et "
            "de Québec [1979]."
        ),
        gettext(
            "Le nom de cette époque dit un contexte, non une intention : un lien avec une ville "
            "du Sud peut devoir davantage à une association, à une famille ou à une école qu’à "
            "l’histoire coloniale. L’atlas y range, jusqu’en 1989, les liens avec l’Afrique, "
            "l’Asie, les Caraïbes et le Pacifique insulaire, que le territoire soit encore une "
            "colonie ou déjà un État, et quelle qu’ait été la puissance coloniale. L’Amérique "
            "latine, indépendante depuis le XIXᵉ siècle pour l’essentiel, y figure aussi, par "
            "une règle à part : ses liens relèvent des mêmes premières coopérations Nord-Sud. "
            "Après 1990, ces relations continuent, souvent par convention ; elles sont alors "
            "racontées avec la mondialisation."
        ),
    )


def _cold_war() -> tuple[str, ...]:
    return (
        gettext(
            "De la fin des années 1940 à 1989, l’Europe est coupée en deux blocs. Le mur de "
            "Berlin, construit en août 1961 [1961-08-13], en devient l’image. Se lier à une "
            "ville de l’Est est alors un geste politique, même quand on l’appelle amitié. La "
            "Fédération mondiale des villes jumelées, créée en 1957 [1957], veut des jumelages "
            "par-delà les blocs."
        ),
        gettext(
            "La République démocratique allemande y voit un moyen d’être reconnue. En France, "
            "l’association Échanges franco-allemands, créée en 1958 à l’initiative du Parti "
            "communiste [1958], défend sa cause ; cinq premiers jumelages suivent en 1959 "
            "[1959], celui de Romilly-sur-Seine et Gotha en 1960 [1960-05-04]. La France ne "
            "reconnaît la RDA qu’en 1973 [1973]. Les échanges restent inégaux : les habitants de "
            "l’Est viennent peu."
        ),
        gettext(
            "L’atlas range dans cette époque les liens avec l’Union soviétique et les "
            "démocraties populaires, la Yougoslavie et l’Albanie, la Chine jusqu’en 1979, et "
            "ceux qui unissent, de 1964 à 1979, des communes françaises à des alliés de l’Ouest "
            "hors d’Europe. Un jumelage avec l’Allemagne de l’Ouest y prend place à titre "
            "secondaire. La couleur politique d’une municipalité n’est jamais une règle : elle "
            "explique certains liens, mais les sources la donnent rarement. La chute du Mur "
            "[1989-11-09], la réunification de l’Allemagne [1990-10-03] et la fin de l’Union "
            "soviétique [1991-12] closent l’époque ; jusqu’en 1995, un lien avec un pays qui "
            "sort du communisme en garde la trace."
        ),
    )


def _globalisation() -> tuple[str, ...]:
    return (
        gettext(
            "La chute du mur de Berlin [1989-11-09] ouvre l’Europe de l’Est, et les partenaires "
            "se diversifient. L’atlas fait commencer cette époque en 1990, et dès 1980 avec la "
            "Chine, le Japon, l’Amérique du Nord et d’autres économies avancées ou en plein "
            "essor."
        ),
        gettext(
            "Le droit accompagne le mouvement. La loi Defferre de 1982 [1982-03] et la "
            "circulaire Mauroy de 1983 [1983-05-26] donnent un premier cadre ; la loi du 6 "
            "février 1992 consacre un titre à la coopération décentralisée [1992-02-06] ; la loi "
            "Thiollière de 2007 fait de l’action extérieure une compétence des collectivités "
            "[2007-02-02], que la loi du 7 juillet 2014 confirme [2014-07-07]. La convention "
            "s’ajoute au serment de jumelage. L’argent s’organise : jusqu’à 1 % des recettes de "
            "l’eau à partir de 2005 [2005-02-09], fonds conjoints avec des États partenaires, "
            "programmes européens."
        ),
        gettext(
            "Les collectivités agissent en réseau et parlent, depuis 2015, le langage commun des "
            "objectifs de développement durable [2015-09]. L’ouverture connaît des reculs : la "
            "crise au Mali suspend des missions en 2012 [2012], l’aide française au Niger et au "
            "Burkina Faso s’arrête en 2023 [2023], la guerre en Ukraine conduit Menton à "
            "suspendre son jumelage avec Sotchi [2022-04]. Cette époque est la plus mêlée : "
            "développement, migrations, économie, culture et climat s’y croisent, souvent dans "
            "un même lien. Quand les sources ne disent pas ce qui a compté, l’atlas ne le devine "
            "pas."
        ),
    )


def _before_1945() -> tuple[str, ...]:
    return (
        gettext(
            "Avant 1945, des villes se parlent déjà d’un pays à l’autre. En 1913, un congrès "
            "réuni à Gand fonde l’Union internationale des villes [1913] : maires et ingénieurs "
            "y comparent leurs services et leurs méthodes. C’est l’internationalisme municipal, "
            "dont les organisations d’aujourd’hui se disent les héritières."
        ),
        gettext(
            "Les liens d’une ville à une autre sont rares. La plupart de ceux que l’atlas "
            "connaît viennent d’un même mouvement : au lendemain de la Grande Guerre, des villes "
            "britanniques adoptent des communes dévastées du Nord, du Pas-de-Calais, de la Somme "
            "ou de la Meuse, pour aider à leur reconstruction. Ce sont des actions ponctuelles, "
            "non des jumelages, même si certaines ont laissé une amitié ; la fiche de chacune "
            "donne sa source."
        ),
        gettext(
            "L’atlas place ces liens hors de ses quatre époques, qui commencent en 1945 : aucune "
            "ne les explique. Une année très ancienne demande aussi de la prudence. Une source "
            "peut faire remonter l’amitié de deux villes à un événement que l’on commémore, bien "
            "avant tout engagement de leurs conseils ; et le mot de jumelage, qui s’impose après "
            "1945, est parfois appliqué après coup à des échanges d’une autre nature. Les "
            "archives municipales en savent sans doute davantage que les pages publiques lues "
            "jusqu’ici : l’absence d’un lien, ici plus encore qu’ailleurs, ne prouve pas qu’il "
            "n’a pas existé."
        ),
    )


def _undated() -> tuple[str, ...]:
    return (
        gettext(
            "Pour ces liens, aucune source consultée ne dit quand tout a commencé. Beaucoup de "
            "pages nomment des villes jumelles sans donner l’année ; d’autres listes mêlent des "
            "liens anciens et des projets récents. Ces liens sont sans doute de toutes les "
            "époques : leur nombre ne dit rien d’un moment de l’histoire, mais seulement de ce "
            "que les sources taisent."
        ),
        gettext(
            "L’atlas n’invente pas de date. Un lien sans date est compté, listé et montré sur la "
            "carte, en pointillé ; il disparaît dès que l’on choisit une année, puisque rien ne "
            "dit qu’il existait alors. Il n’a pas d’époque principale. Deux indices permettent "
            "pourtant d’en proposer une : le nom d’un État disparu, comme la RDA ou la "
            "Tchécoslovaquie, qui place le lien avant 1990 ou peu après ; ou les mots d’une "
            "source qui le situe dans son temps sans donner d’année. La fiche dit alors d’où "
            "vient l’époque, et la date reste inconnue."
        ),
        gettext(
            "Une délibération, une charte signée, un article du bulletin municipal ou la plaque "
            "d’un parvis suffisent à dater un lien. Si vous en avez connaissance, signalez-le "
            "depuis sa fiche : l’année sera ajoutée avec sa source, et le lien rejoindra son "
            "époque."
        ),
    )
