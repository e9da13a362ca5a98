// The feed of the map (docs/developer/carte.md), decoded into typed arrays.

import { worldY } from "./geodesy.js";

export class FeedError extends Error {}

/** Fetch JSON of this site; a problem document gives its sentence to the reader. */
export async function fetchJson(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new FeedError(problem.detail || `HTTP ${response.status}`);
}

function undelta(values, from = 0, to = values.length, out = new Int32Array(values.length)) {
  let sum = 0;
  for (let i = from; i < to; i++) out[i] = sum += values[i];
  return out;
}

/** Authority ids are delta-coded in two runs: French places first, then foreign ones. */
function placeIds(values, french) {
  return undelta(values, french, values.length, undelta(values, 0, french));
}

/** Names and codes by authority id, from /carte/lieux.json. */
export async function fetchNames(url) {
  const { id, nom, code } = await fetchJson(url);
  const names = new Map();
  undelta(id).forEach((key, i) => names.set(key, { name: nom[i], code: code[i] }));
  return names;
}

export function decodeFeed(feed) {
  if (feed.schema !== 1) throw new FeedError(`schema ${feed.schema}`);
  const { liens, aretes, lieux, codes, ensembles } = feed;
  const links = liens.id.length;
  const edgeLink = undelta(aretes.lien);
  const firstEdge = new Int32Array(links + 1);
  for (const link of edgeLink) firstEdge[link + 1]++;
  for (let i = 0; i < links; i++) firstEdge[i + 1] += firstEdge[i];
  const degrees = (v) => (v === null ? NaN : v / 100);
  const french = lieux.francais;
  const lat = Float32Array.from(lieux.lat, degrees);
  return {
    codes,
    sets: ensembles,
    links,
    linkId: undelta(liens.id),
    start: Int16Array.from(liens.debut),
    end: Int16Array.from(liens.fin),
    linkSets: {
      epoque: Uint16Array.from(liens.epoques),
      theme: Uint16Array.from(liens.themes),
      financement: Uint16Array.from(liens.financements),
    },
    type: Uint8Array.from(liens.type),
    status: Uint8Array.from(liens.statut),
    edges: edgeLink.length,
    edgeLink,
    firstEdge,
    edgeFrench: Int32Array.from(aretes.fr),
    edgeForeign: Int32Array.from(aretes.et),
    places: lieux.lon.length,
    french,
    placeId: placeIds(lieux.id, french),
    lon: Float32Array.from(lieux.lon, degrees),
    lat,
    worldY: lat.map(worldY),
    group: Int16Array.from(lieux.groupe),
  };
}

/** The facets that are sets of values, with the list of codes and of sets that each one reads. */
export const SET_FACETS = { epoque: "epoques", theme: "themes", financement: "financements" };
