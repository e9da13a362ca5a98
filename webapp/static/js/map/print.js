// On paper the map takes the width of the sheet: it is drawn again at that size, then put back. The
// title, the selection in words and the address are in the page already; here come the day and the
// legend, open.

import { byId } from "./dom.js";
import { LANGUAGE } from "../i18n.js";
import { texts } from "./texts.js";

const SHEET = "carte-imprime";

export function preparePrint(map, layers) {
  const legend = byId("carte-legende");
  let wasOpen = legend.open;
  const redraw = () => {
    map.invalidateSize({ animate: false, pan: false });
    layers.paintNow();
  };
  addEventListener("beforeprint", () => {
    wasOpen = legend.open;
    legend.open = true;
    byId("carte-date").textContent = texts.printed(new Date().toLocaleDateString(LANGUAGE, { dateStyle: "long" }));
    byId("carte-adresse").textContent = location.href;
    document.body.classList.add(SHEET);
    redraw();
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove(SHEET);
    legend.open = wasOpen;
    redraw();
  });
}
