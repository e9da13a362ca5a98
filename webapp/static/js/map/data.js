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

function undelta(values) {
  let sum = 0;
  return Int32Array.from(values, (step) => (sum += step));
}

/** Places are numbered as edges first name them: 0 is the next new one, n the one n before it. */
function places(references, offset) {
  let seen = 0;
  return Int32Array.from(references, (back) => offset + (back ? seen - back : seen++));
}

/** Coordinates come in hundredths of a degree around the middle of their group: the départements,
 *  then the countries. NaN where unknown. */
function degrees({ groupe, francais }, values, middles, { departements }) {
  return Float32Array.from(values, (value, place) => {
    if (value === null) return NaN;
    const group = groupe[place];
    const middle = group < 0 ? 0 : middles[place < francais ? group : group + departements.length];
    return (value + middle) / 100;
  });
}

export function decodeFeed(feed) {
  if (feed.schema !== 2) throw new FeedError(`schema ${feed.schema}`);
  const { liens, aretes, lieux, codes, ensembles } = feed;
  const links = liens.id.length;
  const edgeLink = undelta(aretes.lien);
  const firstEdge = new Int32Array(links + 1);
  for (const link of edgeLink) firstEdge[link + 1]++;
  for (let i = 0; i < links; i++) firstEdge[i + 1] += firstEdge[i];
  const french = lieux.francais;
  const lat = degrees(lieux, lieux.lat, lieux.milieu_lat, codes);
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
    edgeFrench: places(aretes.fr, 0),
    edgeForeign: places(aretes.et, french),
    places: lieux.lon.length,
    french,
    lon: degrees(lieux, lieux.lon, lieux.milieu_lon, codes),
    lat,
    worldY: lat.map(worldY),
    group: Int16Array.from(lieux.groupe),
  };
}

/** The facets that are sets of values, with the list of codes and of sets that each one reads. */
export const SET_FACETS = { epoque: "epoques", theme: "themes", financement: "financements" };
