// Every sentence that the scripts of the map show, in one place (French typography: narrow
// no-break space before ; ! ?, no-break space before : and inside « »).

const NB = "\u00a0";

/** A count, thousands apart. (Intl takes longer to wake than the map to draw.) */
export const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
export const several = (n, one, many) => `${number(n)}${NB}${n < 2 ? one : many}`;
export const partnerships = (n) => several(n, "partenariat", "partenariats");

const FIELD_NAMES = {
  q: "recherche", region: "région", departement: "département", collectivite: "collectivité",
  echelon: "échelon", bbox: "cadre",
};
const PLURALS = {
  collectivite: "collectivités", departement: "départements", region: "régions", echelon: "échelons",
  pays: "pays", epoque: "époques", theme: "thèmes", financement: "financements", type: "natures de lien",
  statut: "états du lien",
};
const THIS_YEAR = new Date().getFullYear();

export const texts = {
  shown(count, unplaced, date) {
    const many = count ? partnerships(count) : "Aucun partenariat";
    const first = date === null ? `${many} ${count < 2 ? "affiché" : "affichés"}`
      : date > THIS_YEAR ? `${many} en cours, sans fin connue avant ${date}`
        : `${many} en vigueur en ${date}`;
    return unplaced ? `${first}, dont ${number(unplaced)}${NB}sans position` : first;
  },
  unplacedWhy:
    "Sans position précise, un partenariat compte dans le nombre de son pays mais n’a pas de trait sur la carte rapprochée.",
  undatedLeftOut: (n) => n
    ? `${several(n, "lien non daté n’est pas montré", "liens non datés ne sont pas montrés")}${NB}: on ne sait pas s’ils étaient en vigueur cette année-là.`
    : "",
  future: (year) => `${year} est à venir${NB}: on montre les liens dont aucune fin n’est connue d’ici là.`,
  noneYet: (year, first) => first !== null && year < first
    ? `Aucun lien connu avant ${first} dans cette sélection.`
    : "Aucun lien connu en vigueur cette année-là dans cette sélection.",
  before: (n) => `${several(n, "lien d’avant", "liens d’avant")} 1945`,
  or: (values) => values.join(" ou "),
  manyOf: (name, n) => `${number(n)}${NB}${PLURALS[name]}`,
  allBut: (values) => `sans${NB}${values.join(" ni ")}`,
  unknownOf: (name) => `${name === "theme" ? "thème" : "financement"} non renseigné`,
  searched: (value) => `«${NB}${value}${NB}»`,
  framed: "dans un cadre",
  inYear: (year) => `en ${year}`,
  printed: (date) => `Imprimé le ${date}.`,
  dropFilter: (label) => `Retirer le filtre «${NB}${label}${NB}»`,
  outside: "Hors de la sélection",
  outsideWhy: (key) => `«${NB}${key}${NB}» n’a aucun lien dans cette sélection, ou n’existe pas dans l’atlas.`,
  toSources: (n) => several(n, "source", "sources"),
  empty: "Aucun partenariat ne correspond à cette sélection.",
  changed: "les données viennent de changer, rechargez la page",
  retry: "Réessayer",
  reset: "Réinitialiser la sélection",
  close: "Fermer le détail",
  from: (year) => `signés depuis ${year}`,
  until: (year) => `signés jusqu’en ${year}`,
  serverFilter: (name, value) => `${FIELD_NAMES[name] ?? name}${NB}: ${value}`,
  countryPage: (name) => `La page du pays (${name})`,
  placePage: "La page de la collectivité",
  failed: `Les données de la carte n’ont pas pu être chargées.`,
  loading: "Chargement des partenariats…",
  allDates: "Toutes les dates",
  seeList: (n) => `Voir la liste (${number(n)})`,
  play: "Faire défiler les années",
  pause: "Arrêter le défilement",
  only: (label) => `Ne garder que «${NB}${label}${NB}»`,
  remove: (label) => `Retirer le filtre «${NB}${label}${NB}»`,
  undated: "date inconnue",
  since: (year) => `depuis ${year}`,
  between: (start, end) => start ? `${start}–${end}` : `jusqu’en ${end}`,
  flow: (origin, country) => `${origin} – ${country}`,
  mainland: "France métropolitaine",
  more: (n) => `Afficher ${number(n)} de plus`,
  onlyThis: "Ne montrer que ce pays",
  inView: "Dans cette vue",
  inViewHint: "Choisissez un élément pour le détail, ou cliquez sur la carte.",
  unplacedTitle: (n) => `${partnerships(n)} sans position`,
  severalHere: (n) => `${number(n)}${NB}partenariats sur ce trait`,
  unknownPlace: "Collectivité",
  detailFailed: "Le détail n’a pas pu être chargé.",
  fields: {
    type: "Nature", dates: "Dates", status: "État", themes: "Thèmes", funding: "Financements",
    members: "Membres", sources: "Sources",
  },
  notStated: "non renseigné",
  circa: `vers${NB}`,
  amount: (value, currency) =>
    new Intl.NumberFormat("fr-FR", { style: "currency", currency, maximumFractionDigits: 0 }).format(value),
  precision: {
    admin: ", placé au milieu de sa région",
    country: ", placé au milieu de son pays",
    none: ", sans position",
  },
  then: (name) => `, alors ${name}`,
  recordPage: "La fiche complète",
  levels: {
    pays: `Vue d’ensemble${NB}: flux entre la France et chaque pays.`,
    region: `Vue moyenne${NB}: flux entre chaque région et chaque pays. Un trait court va hors de la vue.`,
    departement: `Vue moyenne${NB}: flux entre chaque département et chaque pays. Un trait court va hors de la vue.`,
    rayons: `Vue dense${NB}: chaque petit trait indique la direction d’un partenaire. Choisissez un lieu pour voir ses liens.`,
    lien: `Vue détaillée${NB}: chaque trait est un partenariat.`,
  },
};
