// The sentences of the coloured areas; the others of the map are in texts.js.

import { LANGUAGE, _, ngettext, number } from "../i18n.js";

const decimal = (value) =>
  new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
const perHead = ({ links, people }) => decimal((links * 100_000) / people);

export const areaTexts = {
  perHead,
  none: _("aucun"),
  unknown: _("inconnu"),
  table: (kind) => kind === "pays" ? _("Partenariats par pays") : _("Partenariats par département"),
  legend(kind, ratio) {
    if (kind === "pays") return _("Couleur\u00a0: nombre de partenariats par pays.");
    return ratio
      ? _("Couleur\u00a0: partenariats pour 100\u202f000\u00a0habitants, par département.")
      : _("Couleur\u00a0: nombre de partenariats par département.");
  },
  /** One label per class, from their lower bounds. */
  classes(bounds, ratio) {
    return bounds.map((from, i) => {
      const to = bounds[i + 1];
      if (ratio) {
        if (to === undefined) return from ? _("%(from)s et plus", { from: decimal(from) }) : _("plus de 0");
        if (!from) return _("moins de %(to)s", { to: decimal(to) });
        return _("de %(from)s à moins de %(to)s", { from: decimal(from), to: decimal(to) });
      }
      if (to === undefined) return _("%(from)s et plus", { from: number(from) });
      if (to - 1 === from) return number(from);
      return _("%(from)s à %(to)s", { from: number(from), to: number(to - 1) });
    });
  },
  area(kind, { links, members }) {
    const first = ngettext("%(n)s\u00a0partenariat", "%(n)s\u00a0partenariats", links);
    const then = kind === "pays"
      ? ngettext("%(n)s\u00a0partenaire", "%(n)s\u00a0partenaires", members)
      : ngettext("%(n)s\u00a0collectivité", "%(n)s\u00a0collectivités", members);
    return _("%(first)s, %(then)s", { first, then });
  },
  ratio: (area) => area.people
    ? _("%(n)s pour 100\u202f000\u00a0habitants", { n: perHead(area) }) : _("population inconnue"),
  columns: (kind) => kind === "pays"
    ? [_("Pays"), _("Partenariats"), _("Partenaires")]
    : [_("Département"), _("Partenariats"), _("Collectivités"), _("Pour 100\u202f000\u00a0hab.")],
  caption(kind, n, ratio) {
    if (kind === "pays") {
      return ngettext("%(n)s\u00a0pays, du plus lié au moins lié", "%(n)s\u00a0pays, du plus lié au moins lié", n);
    }
    return ratio
      ? ngettext("%(n)s\u00a0département, du plus lié au moins lié pour son nombre d’habitants", "%(n)s\u00a0départements, du plus lié au moins lié pour son nombre d’habitants", n)
      : ngettext("%(n)s\u00a0département, du plus lié au moins lié", "%(n)s\u00a0départements, du plus lié au moins lié", n);
  },
  note(kind, elsewhere) {
    if (kind === "pays") {
      return _("Choisir un pays ne garde que ses partenariats. Ces nombres ne sont pas rapportés aux habitants\u00a0: l’atlas n’a pas la population des pays.");
    }
    const first = _("Choisir un département ne garde que ses partenariats. Population\u00a0: celle de ses communes (Insee).");
    return elsewhere ? `${first} ${ngettext(
      "%(n)s\u00a0partenariat n’a de membre dans aucun département (ceux des régions, par exemple).",
      "%(n)s\u00a0partenariats n’ont de membre dans aucun département (ceux des régions, par exemple).", elsewhere)}` : first;
  },
};
