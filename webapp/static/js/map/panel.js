// The side panel: opens on a choice, takes the focus, gives it back, closes with Escape.

import { SMALL, byId, element } from "./dom.js";
import { texts } from "./texts.js";

export class Panel {
  constructor(onClose) {
    this.root = byId("carte-panneau");
    this.onClose = onClose;
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.onClose();
      }
    });
  }

  get open() {
    return !this.root.hidden;
  }

  /** Show a title and content. With `focus`, the reader is taken there, and back on closing.
   *  `map` is the container of the map that it tells of: on a small screen it is kept in sight. */
  show(title, content, focus, map) {
    const wasOpen = this.open;
    if (!wasOpen) this.opener = document.activeElement;
    const heading = element("h2", { id: "carte-panneau-titre", tabindex: "-1" }, title);
    this.root.replaceChildren(
      element("div", { class: "carte-panneau__tete" }, heading,
        element("button", {
          type: "button", class: "carte-ferme", "aria-label": texts.close, onclick: this.onClose,
        }, element("span", { "aria-hidden": "true" }, "×"))),
      element("div", { class: "carte-panneau__corps" }, content));
    this.root.setAttribute("aria-labelledby", "carte-panneau-titre");
    this.root.hidden = false;
    this.root.scrollTop = 0;
    document.body.classList.add("carte-panneau-ouvert");
    if (focus) heading.focus({ preventScroll: true });
    if (map && !wasOpen && SMALL.matches) map.scrollIntoView({ block: "start" });
  }

  hide() {
    if (!this.open) return;
    const inside = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.root.replaceChildren();
    document.body.classList.remove("carte-panneau-ouvert");
    if (inside && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }
}
