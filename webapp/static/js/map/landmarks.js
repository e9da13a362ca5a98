// The landmarks of the year under the cursor: the most telling one in a sentence, the others
// folded behind it. Fetched when a reader first chooses a year.

import { element, link as anchor } from "./dom.js";
import { ROOT } from "../i18n.js";
import { fetchJson } from "./data.js";
import { optionsSheet } from "./sheet.js";
import { texts } from "./texts.js";

const SETTLED = 700; // milliseconds on one year before it is spoken

export class Landmarks {
  constructor(box) {
    this.box = box;
    this.line = element("p", { class: "carte-repere__phrase" });
    this.others = element("details", { class: "carte-repere__autres" });
    // Spoken apart from what is shown: never while the years play or the cursor slides.
    this.spoken = element("p", { class: "invisible", "aria-live": "polite" });
    box.append(this.line, this.others, this.spoken);
    this.years = null;
    this.said = null;
  }

  async show(year, playing) {
    this.year = year;
    clearTimeout(this.timer);
    if (year === null) {
      this.box.hidden = true;
      this.said = null;
      return;
    }
    try {
      this.loading ??= Promise.all([fetchJson(`${ROOT}/carte/reperes.json`), optionsSheet()]);
      [this.years] = await this.loading;
    } catch {
      this.loading = null; // asked again with the next year
      return;
    }
    if (this.year === null) return;
    this.#write();
    if (!playing) this.timer = setTimeout(() => this.#speak(), SETTLED);
  }

  #write() {
    if (this.written === this.year && !this.box.hidden) return;
    this.written = this.year;
    const [first, ...others] = this.years[this.year] ?? [];
    this.box.hidden = false;
    this.box.classList.toggle("carte-repere--aucun", !first);
    this.line.replaceChildren(...(first ? sentence(first) : [texts.noLandmark(this.year)]));
    this.others.hidden = !others.length;
    this.others.open = false;
    this.others.replaceChildren(
      element("summary", {}, texts.otherLandmarks(others.length)),
      element("ul", {}, others.map((other) => element("li", {}, sentence(other)))));
  }

  #speak() {
    if (this.said === this.year || !this.years[this.year]) return;
    this.said = this.year;
    const more = this.others.hidden ? "" : ` ${this.others.firstElementChild.textContent}`;
    this.spoken.textContent = this.line.textContent + more;
  }
}

function sentence([kind, date, label, url]) {
  return [texts.landmark(kind, date), anchor(url, label, { rel: "noopener external nofollow" })];
}
