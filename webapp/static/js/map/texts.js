// Every sentence that the scripts of the map show, in one place, in French: i18n.js translates
// (French typography: narrow no-break space before ; ! ?, no-break space before : and inside « »).

import { LANGUAGE, _, ngettext, number } from "../i18n.js";

export { number };

export const partnerships = (n) => ngettext("%(n)s\u00a0partenariat", "%(n)s\u00a0partenariats", n);

const THIS_YEAR = new Date().getFullYear();

/** How many values of a field are chosen, when they are too many to be named. */
const MANY_OF = {
  collectivite: (n) => ngettext("%(n)s\u00a0collectivité", "%(n)s\u00a0collectivités", n),
  departement: (n) => ngettext("%(n)s\u00a0département", "%(n)s\u00a0départements", n),
  region: (n) => ngettext("%(n)s\u00a0région", "%(n)s\u00a0régions", n),
  echelon: (n) => ngettext("%(n)s\u00a0échelon", "%(n)s\u00a0échelons", n),
  pays: (n) => ngettext("%(n)s\u00a0pays", "%(n)s\u00a0pays", n),
  epoque: (n) => ngettext("%(n)s\u00a0époque", "%(n)s\u00a0époques", n),
  theme: (n) => ngettext("%(n)s\u00a0thème", "%(n)s\u00a0thèmes", n),
  financement: (n) => ngettext("%(n)s\u00a0financement", "%(n)s\u00a0financements", n),
  type: (n) => ngettext("%(n)s\u00a0nature de lien", "%(n)s\u00a0natures de lien", n),
  statut: (n) => ngettext("%(n)s\u00a0état du lien", "%(n)s\u00a0états du lien", n),
};

function shownOf(n, date) {
  if (date === null) {
    if (!n) return _("Aucun partenariat affiché");
    return ngettext("%(n)s\u00a0partenariat affiché", "%(n)s\u00a0partenariats affichés", n);
  }
  if (date > THIS_YEAR) {
    if (!n) return _("Aucun partenariat en cours, sans fin connue avant %(date)s", { date });
    return ngettext(
      "%(n)s\u00a0partenariat en cours, sans fin connue avant %(date)s",
      "%(n)s\u00a0partenariats en cours, sans fin connue avant %(date)s", n, { date });
  }
  if (!n) return _("Aucun partenariat en vigueur en %(date)s", { date });
  return ngettext(
    "%(n)s\u00a0partenariat en vigueur en %(date)s",
    "%(n)s\u00a0partenariats en vigueur en %(date)s", n, { date });
}

const serverFilters = {
  q: (value) => _("recherche\u00a0: %(value)s", { value }),
  region: (value) => _("région\u00a0: %(value)s", { value }),
  departement: (value) => _("département\u00a0: %(value)s", { value }),
  collectivite: (value) => _("collectivité\u00a0: %(value)s", { value }),
  echelon: (value) => _("échelon\u00a0: %(value)s", { value }),
  bbox: (value) => _("cadre\u00a0: %(value)s", { value }),
};

export const texts = {
  shown(count, unplaced, date) {
    const first = shownOf(count, date);
    return unplaced ? first + _(", dont %(n)s\u00a0sans position", { n: number(unplaced) }) : first;
  },
  countedOnce: {
    epoque: _("Chaque lien compte une fois, à son époque principale ou à celle que vous avez retenue."),
    theme: _("Chaque lien compte une fois, au premier de ses thèmes ou à celui que vous avez retenu."),
    financement:
      _("Chaque lien compte une fois, au premier de ses financements ou à celui que vous avez retenu."),
  },
  left: (n) => ngettext("et %(n)s\u00a0autre, dans la liste", "et %(n)s\u00a0autres, dans la liste", n),
  oneEraStays: _("Une époque au moins reste affichée."),
  unplacedWhy:
    _("Sans position précise, un partenariat compte dans le nombre de son pays mais n’a pas de trait sur la carte rapprochée."),
  undatedLeftOut: (n) => n
    ? ngettext(
      "%(n)s\u00a0lien non daté n’est pas montré\u00a0: on ne sait pas s’il était en vigueur cette année-là.",
      "%(n)s\u00a0liens non datés ne sont pas montrés\u00a0: on ne sait pas s’ils étaient en vigueur cette année-là.", n)
    : "",
  future: (year) =>
    _("%(year)s est à venir\u00a0: on montre les liens dont aucune fin n’est connue d’ici là.", { year }),
  noneYet: (year, first) => first !== null && year < first
    ? _("Aucun lien connu avant %(first)s dans cette sélection.", { first })
    : _("Aucun lien connu en vigueur cette année-là dans cette sélection."),
  before: (n) => ngettext("%(n)s\u00a0lien d’avant 1945", "%(n)s\u00a0liens d’avant 1945", n),
  or: (values) => values.join(_(" ou ")),
  manyOf: (name, n) => MANY_OF[name](n),
  allBut: (values) => _("sans\u00a0%(values)s", { values: values.join(_(" ni ")) }),
  unknownOf: (name) => name === "theme" ? _("thème non renseigné") : _("financement non renseigné"),
  searched: (value) => _("«\u00a0%(value)s\u00a0»", { value }),
  framed: _("dans un cadre"),
  inYear: (year) => _("en %(year)s", { year }),
  printed: (date) => _("Imprimé le %(date)s.", { date }),
  dropFilter: (label) => _("Retirer le filtre «\u00a0%(label)s\u00a0»", { label }),
  outside: _("Hors de la sélection"),
  outsideWhy: (key) =>
    _("«\u00a0%(key)s\u00a0» n’a aucun lien dans cette sélection, ou n’existe pas dans l’atlas.", { key }),
  toSources: (n) => ngettext("%(n)s\u00a0source", "%(n)s\u00a0sources", n),
  empty: _("Aucun partenariat ne correspond à cette sélection."),
  changed: _("les données viennent de changer, rechargez la page"),
  retry: _("Réessayer"),
  reset: _("Réinitialiser la sélection"),
  close: _("Fermer le détail"),
  from: (year) => _("signés depuis %(year)s", { year }),
  until: (year) => _("signés jusqu’en %(year)s", { year }),
  serverFilter: (name, value) => serverFilters[name](value),
  countryPage: (name) => _("La page du pays (%(name)s)", { name }),
  placePage: _("La page de la collectivité"),
  failed: _("Les données de la carte n’ont pas pu être chargées."),
  loading: _("Chargement des partenariats…"),
  allDates: _("Toutes les dates"),
  seeList: (n) => _("Voir la liste (%(n)s)", { n: number(n) }),
  play: _("Faire défiler les années"),
  pause: _("Arrêter le défilement"),
  landmark: (kind, date) => _("%(kind)s, %(date)s\u00a0: ", { kind, date }),
  otherLandmarks: (n) => ngettext("et %(n)s\u00a0autre", "et %(n)s\u00a0autres", n),
  noLandmark: (year) => _("Aucun repère en %(year)s.", { year }),
  only: (label) => _("Ne garder que «\u00a0%(label)s\u00a0»", { label }),
  remove: (label) => _("Retirer le filtre «\u00a0%(label)s\u00a0»", { label }),
  undated: _("date inconnue"),
  since: (year) => _("depuis %(year)s", { year }),
  asEarlyAs: (year) => _("dès %(year)s", { year }),
  between(start, end) {
    if (!start) return _("jusqu’en %(end)s", { end });
    return start === end ? texts.inYear(start) : `${start}–${end}`;
  },
  flow: (origin, country) => `${origin} – ${country}`,
  mainland: _("France métropolitaine"),
  more: (n) => _("Afficher %(n)s de plus", { n: number(n) }),
  onlyThis: _("Ne montrer que ce pays"),
  inView: _("Dans cette vue"),
  inViewHint: _("Choisissez un élément pour le détail, ou cliquez sur la carte."),
  unplacedTitle: (n) =>
    ngettext("%(n)s\u00a0partenariat sans position", "%(n)s\u00a0partenariats sans position", n),
  placesHere: (n) => ngettext("%(n)s\u00a0collectivité sur ce point", "%(n)s\u00a0collectivités sur ce point", n),
  severalHere: (n) => ngettext("%(n)s\u00a0partenariat sur ce trait", "%(n)s\u00a0partenariats sur ce trait", n),
  unknownPlace: _("Collectivité"),
  detailFailed: _("Le détail n’a pas pu être chargé."),
  fields: {
    type: _("Nature"), dates: _("Dates"), status: _("État"), themes: _("Thèmes"),
    funding: _("Financements"), members: _("Membres"), sources: _("Sources"),
  },
  notStated: _("non renseigné"),
  amount: (value, currency) =>
    new Intl.NumberFormat(LANGUAGE, { style: "currency", currency, maximumFractionDigits: 0 }).format(value),
  precision: {
    admin: _(", placé au milieu de sa région"),
    country: _(", placé au milieu de son pays"),
    none: _(", sans position"),
  },
  then: (name) => _(", alors %(name)s", { name }),
  recordPage: _("La fiche complète"),
  other: _("Autres"),
  unknownClass: _("Non renseigné"),
  levels: {
    pays: _("Vue d’ensemble\u00a0: flux entre la France et chaque pays."),
    region: _("Vue moyenne\u00a0: flux entre chaque région et chaque pays. Un trait court va hors de la vue."),
    departement: _("Vue moyenne\u00a0: flux entre chaque département et chaque pays. Un trait court va hors de la vue."),
    rayons: _("Vue dense\u00a0: chaque petit trait indique la direction d’un partenaire. Choisissez un lieu pour voir ses liens."),
    lien: _("Vue détaillée\u00a0: chaque trait est un partenariat."),
  },
};
