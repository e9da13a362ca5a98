// The legend: the classes that colour the lines now, with the number of links of each.

import { byId, element, swatch } from "./dom.js";
import { number, texts } from "./texts.js";

/** Say how the map is drawn now. */
export function updateLevel(level) {
  byId("carte-niveau").textContent = texts.levels[level];
}

export function updateLegend(scheme, level, linkClass, visible) {
  const counts = new Int32Array(scheme.classes.length);
  for (let i = 0; i < visible.length; i++) if (visible[i]) counts[linkClass[i]]++;
  // All of them, always: the strip keeps its height, and the map its own, while the years play.
  byId("carte-legende-classes").replaceChildren(...scheme.classes.map(({ color, dash, label }, i) => {
    return element("li", { class: counts[i] ? null : "carte-case--vide" },
      swatch(color, dash), element("span", {}, label),
      // The filters already count each era, secondary ones included: two numbers would confuse.
      scheme.mode === "epoque" ? null
        : element("span", { class: "carte-case__nombre" }, number(counts[i])));
  }));
  for (const item of document.querySelectorAll("#carte-legende [data-niveaux]")) {
    item.hidden = !item.dataset.niveaux.includes(level === "lien" ? "lien" : "flux");
  }
}
