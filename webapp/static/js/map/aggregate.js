// Flows between French territories and countries, for the zooms where single lines would tangle.

import { SphericalMean } from "./geodesy.js";

export const LEVELS = ["pays", "region", "departement"];
export const MAINLAND = "metropole";
// Territories far from Europe keep their own origin at every level, so that a link of Nouméa with
// Japan crosses the Pacific rather than start from Paris.
const OVERSEAS = /^9[78]/;

/** Régions and départements share numbers (84 is one of each): regions carry the R of their public
 *  code. */
const regionKey = (code) => (code ? `${code}R` : undefined);

/** The INSEE code of the région of such a key, or null. */
export const regionOfKey = (key) => (key.endsWith("R") ? key.slice(0, -1) : null);

/** French origins of one level and countries, with a position for each; edges mapped to both. */
export function buildGrouping(data, level, regionOf, countryPoint) {
  const keys = [];
  const indexOf = new Map();
  const originOfGroup = data.codes.departements.map((code) => {
    let key = code;
    if (!OVERSEAS.test(code)) {
      if (level === "pays") key = MAINLAND;
      else if (level === "region") key = regionKey(regionOf(code)) ?? code;
    }
    if (!indexOf.has(key)) indexOf.set(key, keys.push(key) - 1);
    return indexOf.get(key);
  });
  const origins = keys.map((key) => ({ key, mean: new SphericalMean() }));
  const countries = data.codes.pays.map((key) => ({ key, mean: new SphericalMean() }));
  const edgeOrigin = new Int16Array(data.edges);
  const edgeCountry = new Int16Array(data.edges);
  for (let e = 0; e < data.edges; e++) {
    const fr = data.edgeFrench[e];
    const et = data.edgeForeign[e];
    const group = data.group[fr];
    edgeOrigin[e] = group < 0 ? -1 : originOfGroup[group];
    edgeCountry[e] = data.group[et];
    if (edgeOrigin[e] >= 0 && data.lon[fr] === data.lon[fr]) {
      origins[edgeOrigin[e]].mean.add(data.lon[fr], data.lat[fr]);
    }
    if (data.lon[et] === data.lon[et]) countries[data.group[et]].mean.add(data.lon[et], data.lat[et]);
  }
  for (const origin of origins) {
    origin.position = origin.key === MAINLAND ? [2.4, 46.7] : origin.mean.position;
  }
  for (const country of countries) {
    country.position = country.mean.position ?? countryPoint(country.key);
  }
  return { level, origins, countries, edgeOrigin, edgeCountry };
}

/**
 * Count the visible links per flow and per node, by class.
 * A link between several bodies counts once in each flow and once in each node.
 */
export function aggregate(data, grouping, visible, linkClass, classCount) {
  const { origins, countries, edgeOrigin, edgeCountry } = grouping;
  const width = countries.length;
  const flows = new Tally(origins.length * width, classCount);
  const from = new Tally(origins.length, classCount);
  const to = new Tally(width, classCount);
  for (let e = 0; e < data.edges; e++) {
    const link = data.edgeLink[e];
    if (!visible[link]) continue;
    const origin = edgeOrigin[e];
    const country = edgeCountry[e];
    const kind = linkClass[link];
    to.add(country, kind, link);
    if (origin < 0) continue;
    from.add(origin, kind, link);
    flows.add(origin * width + country, kind, link);
  }
  return {
    flows: flows.entries((cell) => ({
      origin: Math.floor(cell / width), country: cell % width,
    })),
    origins: from.entries((cell) => ({ origin: cell })),
    countries: to.entries((cell) => ({ country: cell })),
  };
}

class Tally {
  constructor(cells, classCount) {
    this.classCount = classCount;
    this.counts = new Int32Array(cells * classCount);
    this.totals = new Int32Array(cells);
    this.last = new Int32Array(cells).fill(-1);
  }
  add(cell, kind, link) {
    if (this.last[cell] === link) return; // edges of one link follow each other
    this.last[cell] = link;
    this.totals[cell]++;
    this.counts[cell * this.classCount + kind]++;
  }
  /** Largest first. */
  entries(describe) {
    const out = [];
    for (let cell = 0; cell < this.totals.length; cell++) {
      const total = this.totals[cell];
      if (!total) continue;
      const parts = this.counts.subarray(cell * this.classCount, (cell + 1) * this.classCount);
      let main = 0;
      for (let k = 1; k < parts.length; k++) if (parts[k] > parts[main]) main = k;
      out.push({ ...describe(cell), total, parts, main });
    }
    return out.sort((a, b) => b.total - a.total);
  }
}
