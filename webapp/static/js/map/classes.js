// The classes that colour the lines: eras, or groups of themes, or groups of funding sources.
// Colours and dashes come from tokens_carte.css, so that pages and map agree.

import { _ } from "../i18n.js";
import { SET_FACETS } from "./data.js";
import { UNKNOWN } from "./selection.js";
import { token } from "./dom.js";
import { texts } from "./texts.js";

const OTHER = "autres";

// A palette that colour-blind readers can tell apart holds few colours: themes and funding
// families are grouped. A code in no group falls in « autres ».
const GROUPS = {
  theme: [
    [_("Eau, déchets, énergie"), "eau assainissement dechets energie"],
    [_("Environnement, agriculture"), "environnement biodiversite agriculture risques"],
    [_("Éducation, jeunesse, recherche"), "education formation jeunesse recherche"],
    [_("Culture, patrimoine, sport"), "culture patrimoine sport"],
    [_("Gouvernance, droits, citoyenneté"),
      "gouvernance finances_locales egalite paix citoyennete migrations sensibilisation"],
    [_("Économie, ville, numérique"),
      "economie emploi tourisme urbanisme transports numerique attractivite"],
    [_("Santé, social, urgence"), "sante social urgence"],
  ],
  financement: [
    [_("État"), "meae_daect fonds_conjoint faceco"],
    [_("Agence française de développement"), "afd_ficol"],
    [_("Union européenne"), "ue_interreg ue_europe_citoyens_cerv ue_erasmus ue_autre"],
    [_("1 % et agences de l’eau"),
      "un_pourcent_eau un_pourcent_dechets un_pourcent_energie agence_eau"],
    [_("Collectivités françaises"), "budget_propre region departement"],
    [_("Fonds citoyen franco-allemand"), "ofaj_fonds_citoyen"],
    [_("Partenaire étranger"), "partenaire"],
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
  classes.push({ key: OTHER, label: texts.other, ...look("autres") });
  classes.push({ key: UNKNOWN, label: texts.unknownClass, ...look("inconnu") });
  const index = new Map();
  groups.forEach(([, codes], i) => codes.split(" ").forEach((code) => index.set(code, i)));
  return { mode, dotted, classes, of: (code) => index.get(code) ?? groups.length };
}

/** The class of each link, for the codes that are selected. */
export function classesOfLinks(data, scheme, chosen) {
  const perSet = classPerSet(data, scheme, chosen);
  return data.linkSets[scheme.mode].map((set) => perSet[set]);
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
