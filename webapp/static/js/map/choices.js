// What a choice (a country, a flow, a place, a partnership…) covers: its edges among visible links.

import { MAINLAND } from "./aggregate.js";
import { hasLine } from "./selection.js";

/** Edges of the choice whose link is selected; null for a choice that names nothing known. */
export function edgesOf(data, choice, visible, builder, places) {
  const test = tester(data, choice, builder, places);
  if (!test) return null;
  const edges = [];
  for (let e = 0; e < data.edges; e++) {
    if (visible[data.edgeLink[e]] && test(e)) edges.push(e);
  }
  return edges;
}

function tester(data, { kind, key }, builder, places) {
  if (kind === "partenariat" || kind === "liens") {
    const ids = new Set(String(key).split(",").map(Number));
    return (e) => ids.has(data.linkId[data.edgeLink[e]]);
  }
  if (kind === "lieu") {
    const place = places.indexOf(key);
    if (place === undefined) return null;
    const ends = place < data.french ? data.edgeFrench : data.edgeForeign;
    return (e) => ends[e] === place;
  }
  if (kind === "lieux") {
    const wanted = new Set(placesOf(key, places));
    return wanted.size
      ? (e) => wanted.has(data.edgeFrench[e]) || wanted.has(data.edgeForeign[e]) : null;
  }
  if (kind === "pays") {
    const country = data.codes.pays.indexOf(key);
    return country < 0 ? null : (e) => data.group[data.edgeForeign[e]] === country;
  }
  if (kind === "territoire") return originTester(key, builder);
  if (kind === "flux") {
    const cut = key.lastIndexOf("-");
    const country = data.codes.pays.indexOf(key.slice(cut + 1));
    const origin = originTester(key.slice(0, cut), builder);
    return country < 0 || !origin
      ? null : (e) => origin(e) && data.group[data.edgeForeign[e]] === country;
  }
  return null;
}

function originTester(key, builder) {
  for (const level of key === MAINLAND ? ["pays"] : ["region", "departement"]) {
    const { grouping } = builder.grouping(level);
    const index = grouping.origins.findIndex((origin) => origin.key === key);
    if (index >= 0) return (e) => grouping.edgeOrigin[e] === index;
  }
  return null;
}

/** The places of a choice of several, those that are unknown left out. */
export const placesOf = (key, places) =>
  key.split(",").map((code) => places.indexOf(code)).filter((place) => place !== undefined);

/** Distinct links of some edges, earliest first, undated last. */
export function linksOf(data, edges) {
  const links = [...new Set(edges.map((e) => data.edgeLink[e]))];
  const year = (link) => data.start[link] || 9999;
  return links.sort((a, b) => year(a) - year(b) || a - b);
}

export function unplacedLinks(data, visible) {
  const links = [];
  for (let link = 0; link < data.links; link++) {
    if (visible[link] && !hasLine(data, link)) links.push(link);
  }
  return links;
}
