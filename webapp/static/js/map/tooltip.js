// The words that follow the pointer over a map.

import { byId, element } from "./dom.js";

/** Show lines of text beside a point of a map's container; nothing when there are none. */
export function showTip(container, lines, point) {
  const tip = byId("carte-infobulle");
  tip.hidden = !lines.length;
  if (!lines.length) return;
  tip.replaceChildren(...lines.filter(Boolean).map((text) => element("p", {}, text)));
  const place = (at, room, size) => Math.min(at + 14, room - size - 8);
  tip.style.left = `${container.offsetLeft + place(point.x, container.clientWidth, tip.offsetWidth)}px`;
  tip.style.top = `${container.offsetTop + place(point.y, container.clientHeight, tip.offsetHeight)}px`;
}
