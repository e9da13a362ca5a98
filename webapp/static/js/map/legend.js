// The legend: the classes that colour the lines now, with the number of links of each.

import { byId, element, swatch } from "./dom.js";
import { number, texts } from "./texts.js";

export function updateLegend(scheme, level, linkClass, visible) {
  const counts = new Int32Array(scheme.classes.length);
  for (let i = 0; i < visible.length; i++) if (visible[i]) counts[linkClass[i]]++;
  byId("carte-niveau").textContent = texts.levels[level];
  byId("carte-legende-classes").replaceChildren(...scheme.classes.map((kind, i) =>
    element("li", { class: counts[i] ? null : "carte-case--vide" },
      swatch(kind.color, kind.dash), element("span", {}, kind.label),
      element("span", { class: "carte-case__nombre" }, number(counts[i])))));
  for (const item of document.querySelectorAll("#carte-legende [data-niveaux]")) {
    item.hidden = !item.dataset.niveaux.includes(level === "lien" ? "lien" : "flux");
  }
}
