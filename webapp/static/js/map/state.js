// What is seen, and the address that says so: the selection in the query string, the position and
// the choice in the hash (#zoom/lat/lon/kind:key). Everything here is a pure function but History.

export const REPEATABLE = ["epoque", "theme", "financement", "type", "statut", "pays"];
const YEARS = ["de", "a", "date"];
const YEAR = /^\d{4}(-\d\d){0,2}$/; // a date finer than a year selects as its year does
export const GROUNDS = ["pays", "departements"];
export const MODES = ["epoque", "theme", "financement"];
const CHOICES = ["partenariat", "liens", "lieu", "lieux", "pays", "territoire", "flux", "sans-position"];

/**
 * Read an address. Fields that the browser applies itself go to `filters`; the others (q, region,
 * departement, collectivite, echelon, bbox) stay in `server`, as the feed was asked with them.
 */
export function parse(search, hash) {
  const filters = { de: null, a: null, date: null };
  for (const name of REPEATABLE) filters[name] = [];
  const server = [];
  let mode = MODES[0];
  let compare = null;
  let fond = null;
  let ratio = false;
  let embedded = false;
  for (const [name, value] of new URLSearchParams(search)) {
    if (!value) continue;
    if (REPEATABLE.includes(name)) {
      if (!filters[name].includes(value)) filters[name].push(value);
    } else if (YEARS.includes(name) && YEAR.test(value)) filters[name] = Number(value.slice(0, 4));
    else if (name === "couleur") mode = MODES.includes(value) ? value : MODES[0];
    else if (name === "comparer") compare = value.split(",");
    else if (name === "fond") fond = GROUNDS.includes(value) ? value : null;
    else if (name === "ratio") ratio = value === "habitants";
    else if (name === "embed") embedded = true;
    else server.push([name, value]);
  }
  return { filters, server, mode, compare, fond, ratio, embedded, ...parseHash(hash) };
}

/** #zoom/lat/lon, #zoom/lat/lon/choice, or #choice alone (a link from another page). */
function parseHash(hash) {
  let text = hash.replace(/^#/, "");
  try {
    text = decodeURIComponent(text);
  } catch {
    return { view: null, choice: null }; // a stray % sign
  }
  const alone = parseChoice(text);
  if (alone) return { view: null, choice: alone };
  const [zoom, lat, lon, ...rest] = text.split("/");
  const numbers = [zoom, lat, lon].map((part) => (part ? Number(part) : NaN));
  const view = numbers.every(Number.isFinite)
    ? { zoom: clamp(numbers[0], 0, 20), lat: clamp(numbers[1], -85, 85), lon: clamp(numbers[2], -540, 540) }
    : null;
  return { view, choice: parseChoice(rest.join("/")) };
}

const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

export function parseChoice(text) {
  const cut = text.indexOf(":");
  const kind = cut < 0 ? text : text.slice(0, cut);
  return CHOICES.includes(kind) ? { kind, key: cut < 0 ? "" : text.slice(cut + 1) } : null;
}

export const choiceText = (choice) =>
  choice ? choice.kind + (choice.key === "" ? "" : `:${choice.key}`) : "";

/** The state of one side of a comparison: its year, or its era; the state itself without one. */
export function sideState(state, rank) {
  if (!state.compare) return state;
  const side = state.compare[rank];
  const own = YEAR.test(side) ? { date: Number(side) } : { epoque: [side] };
  return { ...state, filters: { ...state.filters, ...own } };
}

/** The pairs that describe the selection everywhere on the site (map, list, exports, API). */
export function selectionPairs(state) {
  const pairs = [...state.server];
  for (const name of REPEATABLE) {
    for (const value of state.filters[name]) pairs.push([name, value]);
  }
  for (const name of YEARS) {
    if (state.filters[name] !== null) pairs.push([name, String(state.filters[name])]);
  }
  return pairs;
}

/** A query string with its question mark, or nothing. */
export function query(pairs) {
  const text = new URLSearchParams(pairs).toString();
  return text ? `?${text}` : "";
}

export function address(state) {
  const pairs = selectionPairs(state);
  if (state.mode !== MODES[0]) pairs.push(["couleur", state.mode]);
  if (state.compare) pairs.push(["comparer", state.compare.join(",")]);
  if (state.fond) pairs.push(["fond", state.fond]);
  if (state.fond && state.ratio) pairs.push(["ratio", "habitants"]);
  if (state.embedded) pairs.push(["embed", "1"]);
  let hash = "";
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    hash = `#${Number(zoom.toFixed(2))}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
    if (state.choice) hash += `/${encodeURI(choiceText(state.choice))}`;
  }
  return query(pairs) + hash;
}

/**
 * Keeps the address true. Moving the map or the cursor replaces the current entry; a deliberate
 * choice (`push`) makes a new one, so that « back » undoes it. Browsers refuse bursts of
 * replaceState: writes are spaced out.
 */
export class History {
  /** onPop(state): after « back »; onChange(): whenever the address has changed. */
  constructor(onPop, onChange) {
    this.timer = 0;
    this.onChange = onChange;
    addEventListener("popstate", () => {
      onPop(parse(location.search, location.hash));
      onChange();
    });
    addEventListener("pagehide", () => this.flush());
  }
  write(state, push = false) {
    this.pending = state;
    if (push) this.flush(true);
    else if (!this.timer) this.timer = setTimeout(() => this.flush(), 250);
  }
  flush(push = false) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.pending) return;
    const url = location.pathname + address(this.pending);
    this.pending = null;
    if (url === location.pathname + location.search + location.hash) return;
    history[push ? "pushState" : "replaceState"](null, "", url);
    this.onChange();
  }
}
