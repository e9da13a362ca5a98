// The classes that colour the lines: eras, or groups of themes, or groups of funding sources.
// Colours and dashes come from tokens_carte.css, so that pages and map agree.

import { SET_FACETS } from "./data.js";
import { UNKNOWN } from "./selection.js";
import { token } from "./dom.js";

const OTHER = "autres";

// A palette that colour-blind readers can tell apart holds few colours: themes and funding
// families are grouped. A code in no group falls in « autres ».
const GROUPS = {
  theme: [
    ["Eau, déchets, énergie", "eau assainissement dechets energie"],
    ["Environnement, agriculture", "environnement biodiversite agriculture risques"],
    ["Éducation, jeunesse, recherche", "education formation jeunesse recherche"],
    ["Culture, patrimoine, sport", "culture patrimoine sport"],
    ["Gouvernance, droits, citoyenneté",
      "gouvernance finances_locales egalite paix citoyennete migrations sensibilisation"],
    ["Économie, ville, numérique",
      "economie emploi tourisme urbanisme transports numerique attractivite"],
    ["Santé, social, urgence", "sante social urgence"],
  ],
  financement: [
    ["État", "meae_daect fonds_conjoint faceco"],
    ["Agence française de développement", "afd_ficol"],
    ["Union européenne", "ue_interreg ue_europe_citoyens_cerv ue_erasmus ue_autre"],
    ["1 % et agences de l’eau",
      "un_pourcent_eau un_pourcent_dechets un_pourcent_energie agence_eau"],
    ["Collectivités françaises", "budget_propre region departement"],
    ["Fonds citoyen franco-allemand", "ofaj_fonds_citoyen"],
    ["Partenaire étranger", "partenaire"],
  ],
};

const dashOf = (text) => text.split(/[\s,]+/).map(Number).filter((n) => n > 0);

const look = (name) =>
  ({ color: token(`--groupe-${name}`), dash: dashOf(token(`--trait-groupe-${name}`)) });

/** Classes {key, label, color, dash} and, per code, the index of its class. */
export function classesFor(mode, vocabulary) {
  const dotted = dashOf(token("--trait-non_date"));
  if (mode === "epoque") {
    const classes = vocabulary.epoques.map(({ code, libelle }) => ({
      key: code,
      label: libelle,
      color: token(`--epoque-${code}`) || token("--epoque-non_date"),
      dash: dashOf(token(`--trait-${code}`)),
    }));
    return { mode, dotted, classes, of: (code) => classes.findIndex((c) => c.key === code) };
  }
  const groups = GROUPS[mode];
  const classes = groups.map(([label], i) =>
    ({ key: `groupe-${i + 1}`, label, ...look(String(i + 1)) }));
  classes.push({ key: OTHER, label: "Autres", ...look("autres") });
  classes.push({ key: UNKNOWN, label: "Non renseigné", ...look("inconnu") });
  const index = new Map();
  groups.forEach(([, codes], i) => codes.split(" ").forEach((code) => index.set(code, i)));
  return { mode, dotted, classes, of: (code) => index.get(code) ?? groups.length };
}

/** Class of each set of codes: that of its first selected code, else of its first one. */
export function classPerSet(data, scheme, chosen) {
  const name = SET_FACETS[scheme.mode];
  const codes = data.codes[name];
  return Uint8Array.from(data.sets[name], (set) => {
    if (set.length === 0) return scheme.classes.length - 1;
    const best = set.find((index) => chosen.includes(codes[index])) ?? set[0];
    return Math.max(0, scheme.of(codes[best]));
  });
}
