// Which links are selected, and how many would be with one more or one less choice.
// Same meaning as the server's selection (atlas/selection.py): OR inside a field, AND between.

import { SET_FACETS } from "./data.js";

export const FIRST_YEAR = 1945;
export const UNDATED = "non_date"; // an era: the year is unknown
export const UNKNOWN = "non_renseigne"; // no theme, or no funding, is known

const FACETS = Object.keys(SET_FACETS);
const DATE_BIT = 1 << FACETS.length;

/** In force in a year: begun then or before, and not known to have ended before. */
export const inForce = (start, end, year) => start > 0 && start <= year && (end === 0 || end >= year);

function allowed(codes, values) {
  const table = new Uint8Array(codes.length).fill(values.length ? 0 : 1);
  for (const value of values) {
    const index = codes.indexOf(value);
    if (index >= 0) table[index] = 1;
  }
  return table;
}

/**
 * Apply the filters of the state.
 * Returns visible (one byte per link), count, unplaced (selected links that no line can show),
 * counts per facet (with the other filters applied) and starts (links begun per year, whatever
 * the date of the cursor), undated, and first: the year of the cursor from which one of them is in
 * force (null when none is dated).
 */
export function select(data, filters) {
  const matches = {};
  const tallies = {};
  for (const facet of FACETS) {
    const table = allowed(data.codes[SET_FACETS[facet]], filters[facet]);
    const unknown = filters[facet].includes(UNKNOWN);
    matches[facet] = Uint8Array.from(data.sets[SET_FACETS[facet]], (set) =>
      filters[facet].length === 0 || set.some((index) => table[index]) ||
      (unknown && set.length === 0) ? 1 : 0);
    tallies[facet] = new Int32Array(data.sets[SET_FACETS[facet]].length);
  }
  const types = allowed(data.codes.types, filters.type);
  const statuses = allowed(data.codes.statuts, filters.statut);
  const countries = filters.pays.length ? allowed(data.codes.pays, filters.pays) : null;
  const { date, de, a } = filters;
  const visible = new Uint8Array(data.links);
  const starts = new Int32Array(3000);
  const result = { visible, starts, count: 0, unplaced: 0, undated: 0, total: data.links, first: null };

  for (let link = 0; link < data.links; link++) {
    const start = data.start[link];
    if (!types[data.type[link]] || !statuses[data.status[link]]) continue;
    if (de !== null && start < de) continue;
    if (a !== null && (start === 0 || start > a)) continue;
    if (countries && !touches(data, link, countries)) continue;
    let failed = date !== null && !inForce(start, data.end[link], date) ? DATE_BIT : 0;
    for (let f = 0; f < FACETS.length; f++) {
      if (!matches[FACETS[f]][data.linkSets[FACETS[f]][link]]) failed |= 1 << f;
    }
    if (failed === 0) {
      visible[link] = 1;
      result.count++;
      if (!hasLine(data, link)) result.unplaced++;
      for (const facet of FACETS) tallies[facet][data.linkSets[facet][link]]++;
    } else {
      const alone = FACETS.findIndex((_, f) => failed === 1 << f);
      if (alone >= 0) tallies[FACETS[alone]][data.linkSets[FACETS[alone]][link]]++;
    }
    if ((failed & ~DATE_BIT) === 0) {
      if (start > 0) {
        starts[start]++;
        const since = Math.max(start, FIRST_YEAR);
        if (inForce(start, data.end[link], since)) result.first = Math.min(result.first ?? since, since);
      } else result.undated++;
    }
  }
  result.facets = {};
  for (const facet of FACETS) result.facets[facet] = perCode(data, facet, tallies[facet]);
  return result;
}

/**
 * The filter that alone leaves nothing: {field, value} to give back something (the year before the
 * others, as it changes most easily), or null when no single one does.
 */
export function culprit(data, filters) {
  for (const field of ["date", "de", "a", ...FACETS, "type", "statut", "pays"]) {
    const none = Array.isArray(filters[field]) ? [] : null;
    if (String(filters[field] ?? "") === "") continue;
    if (select(data, { ...filters, [field]: none }).count) return { field, value: none };
  }
  return null;
}

function touches(data, link, countries) {
  for (let e = data.firstEdge[link]; e < data.firstEdge[link + 1]; e++) {
    if (countries[data.group[data.edgeForeign[e]]]) return true;
  }
  return false;
}

export const edgeHasLine = (data, edge) =>
  data.lon[data.edgeFrench[edge]] === data.lon[data.edgeFrench[edge]] &&
  data.lon[data.edgeForeign[edge]] === data.lon[data.edgeForeign[edge]]; // NaN differs from itself

export function hasLine(data, link) {
  for (let e = data.firstEdge[link]; e < data.firstEdge[link + 1]; e++) {
    if (edgeHasLine(data, e)) return true;
  }
  return false;
}

function perCode(data, facet, tally) {
  const name = SET_FACETS[facet];
  const counts = { [UNKNOWN]: 0 };
  for (const code of data.codes[name]) counts[code] = 0;
  data.sets[name].forEach((set, index) => {
    if (set.length === 0) counts[UNKNOWN] += tally[index];
    for (const value of set) counts[data.codes[name][value]] += tally[index];
  });
  return counts;
}
