// The table that says in words what the coloured areas show.

import { areaTexts } from "./texts_areas.js";
import { element } from "./dom.js";
import { number } from "./texts.js";

/** The parts of the panel for a choropleth: what is counted, then one row per area, largest first. */
export function tableOfAreas(choropleth) {
  const { kind, areas, elsewhere, chosen, ratio } = choropleth;
  const rows = [...areas].sort(([, a], [, b]) => b.value - a.value || b.links - a.links);
  const columns = areaTexts.columns(kind);
  const button = (code) => element("button", {
    type: "button", class: "carte-lien", "aria-pressed": String(chosen.includes(code)), "data-code": code,
    onclick: () => choropleth.choose(code),
    onfocus: () => choropleth.point(code), onblur: () => choropleth.point(null),
    onmouseenter: () => choropleth.point(code), onmouseleave: () => choropleth.point(null),
  }, choropleth.name(code));
  const cells = ({ links, members, people }) => [number(links), number(members),
    ...(kind === "departements" ? [people ? areaTexts.perHead({ links, people }) : areaTexts.unknown] : [])];
  return [
    element("p", { class: "carte-aide" }, areaTexts.note(kind, elsewhere)),
    element("table", { class: "carte-tableau" },
      element("caption", {}, areaTexts.caption(kind, areas.size, ratio)),
      element("thead", {}, element("tr", {}, columns.map((label) =>
        element("th", { scope: "col" }, label)))),
      element("tbody", {}, rows.map(([code, area]) => element("tr", {},
        element("th", { scope: "row" }, button(code)),
        cells(area).map((text) => element("td", {}, text)))))),
  ];
}
