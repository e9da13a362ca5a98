// On paper each map is a picture painted for the sheet: browsers do not print canvases reliably, and
// the map on screen need not move. The title and the selection in words are in the page already;
// here come the day, the address and the legend, open.

import { byId, element } from "./dom.js";
import { LANGUAGE } from "../i18n.js";
import { texts } from "./texts.js";

const PRINTED = "carte-fond--imprime";
const ALONE = [860, 560]; // CSS pixels: close to the width of an A4 sheet, upright or not
const PAIRED = [520, 460];
const SHARPNESS = 2.5; // dots per CSS pixel: some 240 per inch

/** `app`: what is shown when the page goes to paper, one map or two. */
export function preparePrint(app) {
  const legend = byId("carte-legende");
  let wasOpen = legend.open;
  let pictures = [];
  const clear = () => {
    for (const picture of pictures) {
      picture.parentElement.classList.remove(PRINTED);
      picture.remove();
    }
    pictures = [];
  };
  addEventListener("beforeprint", () => {
    clear();
    wasOpen = legend.open;
    legend.open = true;
    byId("carte-date").textContent = texts.printed(new Date().toLocaleDateString(LANGUAGE, { dateStyle: "long" }));
    byId("carte-adresse").textContent = location.href;
    const size = app.views.length > 1 ? PAIRED : ALONE;
    pictures = app.views.map(({ map, layers }) => {
      const picture = element("img", {
        class: "carte-photo", alt: map.getContainer().getAttribute("aria-label"),
        width: size[0], height: size[1], src: layers.picture(...size, SHARPNESS).toDataURL(),
      });
      map.getContainer().classList.add(PRINTED);
      map.getContainer().prepend(picture);
      return picture;
    });
  });
  addEventListener("afterprint", () => {
    clear();
    legend.open = wasOpen;
  });
}
