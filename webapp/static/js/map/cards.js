// What the side panel says of a country, a territory, a flow, a place or a set of links.

import { element, link as anchor, swatch } from "./dom.js";
import { SET_FACETS } from "./data.js";
import { query, selectionPairs } from "./state.js";
import { ROOT } from "../i18n.js";
import { number, partnerships, texts } from "./texts.js";
import { MAINLAND, regionOfKey } from "./aggregate.js";

const PAGE = 40;
const FOREIGN_CODE = /^[a-z]{2}-/;

/** Context: {data, places, state, scheme, linkClass, choose, change, paths}. */
export function cardFor(context, choice, links) {
  if (!links.length) return [element("p", {}, texts.empty)];
  const parts = [element("p", { class: "carte-chiffre" }, partnerships(links.length))];
  if (links.length > 1) parts.push(shares(context, links));
  parts.push(actions(context, choice, links));
  parts.push(linkList(context, links));
  return parts;
}

/** A bar cut in the colours of the legend, with its words; a link has one colour. */
function shares({ data, scheme, linkClass }, links) {
  const counts = new Map();
  for (const link of links) counts.set(linkClass[link], (counts.get(linkClass[link]) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return element("div", { class: "carte-parts" },
    element("div", { class: "carte-parts__barre", "aria-hidden": "true" }, sorted.map(([kind, n]) =>
      element("span", { style: { "flex-grow": n, background: scheme.classes[kind].color } }))),
    element("ul", {}, sorted.map(([kind, n]) => element("li", {},
      swatch(scheme.classes[kind].color, scheme.classes[kind].dash),
      element("span", {}, scheme.classes[kind].label),
      element("span", { class: "carte-case__nombre" }, number(n))))),
    severalCodes(data, scheme.mode, links)
      ? element("p", { class: "carte-aide" }, texts.countedOnce[scheme.mode]) : null);
}

/** Whether one of the links has several eras, themes or funding sources. */
function severalCodes(data, mode, links) {
  const sets = data.sets[SET_FACETS[mode]];
  return links.some((link) => sets[data.linkSets[mode][link]].length > 1);
}

function actions({ state, places, paths, change }, choice, links) {
  const items = [];
  const pairs = selectionPairs(state);
  const list = (more) => anchor(paths.list + query([...pairs, ...more]), texts.seeList(links.length));
  if (choice.kind === "pays") {
    items.push(anchor(`${paths.country}${choice.key}`, texts.countryPage(places.country(choice.key))));
    if (!state.filters.pays.length) {
      items.push(list([["pays", choice.key]]));
      items.push(element("button", {
        type: "button", class: "carte-lien",
        onclick: () => change((s) => { s.filters.pays = [choice.key]; }, true),
      }, texts.onlyThis));
    }
  } else if (choice.kind === "lieu") {
    const place = places.indexOf(choice.key);
    if (FOREIGN_CODE.test(choice.key) && place !== undefined) items.push(countryOf(places, place));
    items.unshift(anchor(`${paths.authority}${encodeURIComponent(choice.key)}`, texts.placePage));
  } else {
    const [origin, country] = flowParts(choice);
    const more = [...territoryFilter(origin), ...(country ? [["pays", country]] : [])];
    const repeated = more.some(([name]) => pairs.some(([n]) => n === name));
    if (more.length && !repeated && (country || origin !== MAINLAND)) {
      if (origin !== MAINLAND) items.push(list(more));
      if (country) items.push(anchor(`${paths.country}${country}`, texts.countryPage(places.country(country))));
    }
  }
  return items.length
    ? element("ul", { class: "carte-panneau__actions" }, items.map((item) => element("li", {}, item)))
    : null;
}

function countryOf(places, place) {
  const code = places.data.codes.pays[places.data.group[place]];
  return anchor(`${ROOT}/pays/${code}`, texts.countryPage(places.country(code)));
}

function flowParts({ kind, key }) {
  if (kind === "territoire") return [key, null];
  if (kind !== "flux") return [null, null];
  const cut = key.lastIndexOf("-");
  return [key.slice(0, cut), key.slice(cut + 1)];
}

function territoryFilter(origin) {
  if (!origin || origin === MAINLAND) return [];
  const region = regionOfKey(origin);
  return [region ? ["region", region] : ["departement", origin]];
}

/** The links by year; more on demand, so that a country of 2,000 links opens at once. */
export function linkList(context, links) {
  const { data, places, scheme, linkClass, choose, point } = context;
  const list = element("ol", { class: "carte-liens" });
  const more = element("button", { type: "button", class: "carte-bouton" });
  const left = element("p", { class: "carte-reste" }); // for paper, where nothing is pressed
  const show = () => {
    const from = list.children.length;
    for (const link of links.slice(from, from + PAGE)) {
      const kind = scheme.classes[linkClass[link]];
      list.append(element("li", {}, element("button", {
        type: "button", class: "carte-liens__choix",
        onclick: () => choose({ kind: "partenariat", key: String(data.linkId[link]) }),
        ...pointing(point, { kind: "partenariat", link }),
      },
      element("span", { class: "carte-liens__annee" }, data.start[link] || "?"),
      element("span", { class: "carte-liens__titre" }, places.linkTitle(link) || texts.unknownPlace),
      swatch(kind.color, data.start[link] ? kind.dash : scheme.dotted))));
    }
    const rest = links.length - list.children.length;
    more.hidden = rest <= 0;
    more.textContent = texts.more(Math.min(rest, PAGE));
    left.textContent = rest > 0 ? texts.left(rest) : "";
    if (from && list.children[from]) list.children[from].firstElementChild.focus();
  };
  more.addEventListener("click", show);
  show();
  return element("div", {}, list, more, left);
}

/** What makes an entry stand out on the map while the pointer or the focus is on it. */
function pointing(point, target) {
  const [on, off] = [() => point(target), () => point(null)];
  return { onpointerenter: on, onpointerleave: off, onfocus: on, onblur: off };
}

/** The bodies that stand on one point of the map, each to choose. */
export function placesCard({ places, choose, point }, found) {
  return element("ul", { class: "carte-liens" }, found.map((place) => element("li", {},
    element("button", {
      type: "button", class: "carte-liens__choix",
      onclick: () => choose({ kind: "lieu", key: places.code(place) }),
      ...pointing(point, { kind: "lieu", place }),
    }, element("span", { class: "carte-liens__titre" }, places.name(place))))));
}

/** The main elements in view, as buttons: what a click does on the map, for the keyboard. */
export function viewCard({ places, choose, point }, nodes) {
  return [
    element("p", { class: "carte-aide" }, texts.inViewHint),
    element("ul", { class: "carte-liens" }, nodes.map((node) => element("li", {}, element("button", {
      type: "button", class: "carte-liens__choix", onclick: () => choose(node.target),
      ...pointing(point, node.target),
    },
    element("span", { class: "carte-liens__annee" }, number(node.total)),
    element("span", { class: "carte-liens__titre" }, places.label(node.target) || texts.unknownPlace))))),
  ];
}
