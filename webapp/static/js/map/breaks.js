// Classes of a choropleth: about as many areas in each, cut at round numbers.

const STEPS = [1, 2, 3, 4, 5, 7.5, 10];

/** The round number nearest to a positive one (by ratio); a whole one when `whole`. */
export function round(value, whole) {
  const unit = 10 ** Math.floor(Math.log10(value));
  const near = STEPS.map((step) => step * unit)
    .reduce((a, b) => (Math.abs(Math.log(b / value)) < Math.abs(Math.log(a / value)) ? b : a));
  return whole ? Math.max(1, Math.round(near)) : Number(near.toPrecision(2));
}

/**
 * The lower bounds of at most `most` classes of some positive values, ascending; the first one is 0
 * (or 1 when values are whole), and no class is empty.
 */
export function breaks(values, most, whole) {
  if (!values.length) return [];
  const sorted = Float64Array.from(values).sort();
  const bounds = [whole ? 1 : 0];
  for (let i = 1; i < most; i++) {
    const bound = round(sorted[Math.floor((i * sorted.length) / most)], whole);
    const last = bounds.at(-1);
    const fills = (from, to) => sorted.some((value) => value >= from && value < to);
    if (bound > last && fills(last, bound) && fills(bound, Infinity)) bounds.push(bound);
  }
  return bounds;
}

/** The class of a value, or -1 for none. */
export const classOf = (bounds, value) =>
  value > 0 ? bounds.findLastIndex((bound) => value >= bound) : -1;
