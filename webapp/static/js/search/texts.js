// What the search boxes say, in French: i18n.js translates.

import { _, ngettext } from "../i18n.js";

/** What each group of the API is called. */
export const GROUPS = {
  collectivites: _("Collectivités françaises"),
  partenaires: _("Partenaires à l’étranger"),
  pays: _("Pays et territoires"),
  themes: _("Thèmes"),
  epoques: _("Époques"),
};

export const LIST_LABEL = _("Suggestions");

export const NOTHING = _(
  "Aucun résultat\u00a0: essayez un nom plus court, une autre graphie ou le nom du pays\u202f; la touche Entrée cherche ces mots dans la liste.",
);

export const FAILED = _(
  "Les suggestions ne viennent pas\u202f; la touche Entrée cherche ces mots dans la liste.",
);

export const CLOSE_ENOUGH = _("Rien ne s’écrit ainsi. Voici ce qui s’en approche\u00a0:");

export const found = (n) => ngettext("%(n)s\u00a0suggestion", "%(n)s\u00a0suggestions", n);

export const links = (n) =>
  n ? ngettext("%(n)s\u00a0lien", "%(n)s\u00a0liens", n) : _("aucun lien connu");

export const NO_AUTHORITY = _(
  "Aucun résultat\u00a0: essayez un nom plus court, une autre graphie, ou le code.",
);

export const FAILED_HERE = _("Les suggestions ne viennent pas\u202f; écrivez le code, ou le nom entier.");
