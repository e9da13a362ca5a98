// The sentences of what the map fetches on demand; the others are in texts.js.

import { _, ngettext } from "../i18n.js";

export const options = {
  side: [_("Première carte"), _("Seconde carte")],
  when: _("Époque ou année"),
  aYear: _("Une année…"),
  yearOf: [_("Année de la première carte"), _("Année de la seconde carte")],
  eras: _("Époques"),
  wrongYear: (first, last) => _("Une année entre %(first)s et %(last)s.", { first, last }),
  keys: (label) => _("%(label)s. Flèches pour se déplacer, + et − pour zoomer.", { label }),
  sideCount: (n) => ngettext("%(n)s\u00a0partenariat", "%(n)s\u00a0partenariats", n),
  sideList: (label) => _("Voir la liste\u00a0: %(label)s", { label }),
  list: _("Voir la liste"),
  sideWords: (label, count) => _("%(label)s\u00a0: %(count)s", { label, count }),
  inForce: (year) => _("en vigueur en %(year)s", { year }),
};
