// The details of one partnership, from the API.

import { element, link as anchor, swatch } from "./dom.js";
import { fetchJson } from "./data.js";
import { texts } from "./texts.js";

export async function recordCard(panel, context, id, focus, stillWanted) {
  const { data, places } = context;
  const link = data.linkId.indexOf(id);
  panel.show(link < 0 ? texts.unknownPlace : places.linkTitle(link), [], focus);
  let record;
  try {
    record = await fetchJson(`/api/v1/partenariats/${id}`);
  } catch {
    if (stillWanted()) panel.show(texts.detailFailed, [], false);
    return;
  }
  if (stillWanted()) panel.show(record.titre, [element("p", {}, JSON.stringify(record).slice(0, 500))], focus);
}
export { anchor, swatch };
