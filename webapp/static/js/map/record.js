// The details of one partnership, from the API: eras with their explanation, themes, sources.

import { byId, element, link as anchor, swatch } from "./dom.js";
import { fetchJson } from "./data.js";
import { ROOT } from "../i18n.js";
import { texts } from "./texts.js";

/** Fill the panel; `stillWanted()` says whether the reader has not chosen something else since. */
export async function recordCard(panel, context, id, focus, stillWanted) {
  const { data, places } = context;
  const link = data.linkId.indexOf(id);
  panel.show(link < 0 ? texts.loading : places.linkTitle(link), [], focus);
  let record;
  try {
    record = await fetchJson(`${ROOT}/api/v1/partenariats/${id}`);
  } catch (error) {
    if (stillWanted()) {
      panel.show(texts.detailFailed, [element("p", {}, error.message)], false);
    }
    return;
  }
  if (!stillWanted()) return;
  panel.show(record.titre, [element("div", { class: "carte-fiche" },
    summary(record), eras(context, record), sources(record), funding(record), members(record),
    element("p", {}, anchor(record.url, texts.recordPage, { class: "carte-bouton" })))], focus);
}

function summary(record) {
  const rows = [
    [texts.fields.type, record.type.libelle],
    [texts.fields.dates, dates(record)],
    [texts.fields.status, record.statut.libelle],
    [texts.fields.themes, record.themes.map((theme) => theme.libelle).join(", ") || texts.notStated],
  ];
  if (record.sources.length) {
    // Sources are what a reader checks first: one key away, wherever they stand below.
    rows.push([texts.fields.sources, element("button", {
      type: "button", class: "carte-lien", onclick: () => byId("carte-fiche-sources").focus(),
    }, texts.toSources(record.sources.length))]);
  }
  return element("dl", {}, rows.flatMap(([name, value]) =>
    [element("dt", {}, name), element("dd", {}, value)]));
}

function dates({ periode, annee_fin: end }) {
  return periode ?? (end ? texts.between(0, end) : texts.undated);
}

function eras({ scheme, eraScheme }, record) {
  const known = scheme.mode === "epoque" ? scheme : eraScheme;
  return record.epoques.map((era) => {
    const kind = known.classes[known.of(era.code)];
    return element("div", { class: "carte-fiche__epoque" },
      kind ? swatch(kind.color, kind.dash) : null,
      element("strong", {}, era.libelle),
      element("p", {}, era.explication || era.motif));
  });
}

function funding({ financements }) {
  if (!financements.length) return null;
  return [element("h3", {}, texts.fields.funding), element("ul", {}, financements.map((line) => {
    const amount = line.montant === null ? "" : texts.amount(line.montant, line.devise);
    const name = line.detail || line.famille?.libelle || texts.notStated;
    return element("li", {}, [name, amount].filter(Boolean).join(", "));
  }))];
}

/** Members lead to their pages; a country that changed names is told as it was. */
function members({ membres }) {
  const where = ({ cote, pays, pays_alors: then, precision }) => cote === "francais" ? "" :
    ` (${pays.nom}${then ? texts.then(then.nom) : ""}${texts.precision[precision] ?? ""})`;
  return [element("h3", {}, texts.fields.members), element("ul", {}, membres.map((member) =>
    element("li", {}, anchor(member.url, member.nom), where(member))))];
}

function sources({ sources: list }) {
  if (!list.length) return null;
  return [element("h3", { id: "carte-fiche-sources", tabindex: "-1" }, texts.fields.sources), element("ul", {}, list.map((source) =>
    element("li", {}, anchor(source.url, source.titre || source.url, { rel: "noopener" }))))];
}
