// The selection in words: « Grenoble · Guerre froide · 1976 », for the bar, the title and paper.

import { UNKNOWN } from "./selection.js";
import { texts } from "./texts.js";

const MANY = 3; // more values than this are counted, or told by what is left out

/** Each filter of the state in words, in the order in which one says them; the year of the
 *  cursor is left to the sentence that counts. */
export function selectionWords({ server, filters }, labels) {
  const label = (name, value) =>
    value === UNKNOWN ? texts.unknownOf(name) : labels[name]?.[value] ?? value;
  const words = [];
  for (const name of ["collectivite", "departement", "region", "echelon"]) {
    words.push(oneOf(name, server.filter(([n]) => n === name).map(([, value]) => label(name, value))));
  }
  for (const name of ["pays", "epoque", "theme", "financement", "type", "statut"]) {
    const chosen = filters[name];
    const left = Object.keys(labels[name]).filter((code) => !chosen.includes(code));
    words.push(chosen.length > MANY && left.length <= 2
      ? texts.allBut(left.map((code) => label(name, code)))
      : oneOf(name, chosen.map((value) => label(name, value))));
  }
  for (const [name, value] of server) {
    if (name === "q") words.push(texts.searched(value));
    if (name === "bbox") words.push(texts.framed);
  }
  if (filters.de !== null) words.push(texts.from(filters.de));
  if (filters.a !== null) words.push(texts.until(filters.a));
  return words.filter(Boolean);
}

/** A side of a comparison: the name of its era, or its year. */
export const sideLabel = (side, labels) => labels.epoque[side] ?? side;

const oneOf = (name, values) => values.length > MANY ? texts.manyOf(name, values.length) : texts.or(values);
