// The year cursor: a range from 1945 to this year over a histogram of signatures, with play/pause.

import { byId, element, token } from "./dom.js";
import { FIRST_YEAR } from "./selection.js";
import { texts } from "./texts.js";

const BEFORE = "avant_1945"; // the era of the links that the cursor does not reach
const LANDMARKS = [1945, 1960, 1975, 1990, 2005];

export class Timeline {
  /** `change(mutate, push)` applies a change to the state; `frame()` shows the selection whole. */
  constructor(change, frame) {
    this.change = change;
    this.frame = frame;
    this.lastYear = new Date().getFullYear();
    this.range = byId("carte-curseur");
    this.first = FIRST_YEAR;
    this.last = this.lastYear;
    this.all = byId("carte-toutes-dates");
    this.playButton = byId("carte-jouer");
    this.canvas = byId("carte-histogramme");
    this.timer = 0;
    this.range.addEventListener("input", () => {
      this.pause();
      this.#set(Number(this.range.value));
    });
    this.range.addEventListener("change", () => this.change(() => {}, true));
    this.all.addEventListener("change", () => {
      this.pause();
      this.change((state) => {
        state.filters.date = this.all.checked ? null : Number(this.range.value);
      }, true);
    });
    this.playButton.addEventListener("click", () => (this.timer ? this.pause() : this.play()));
    byId("carte-vitesse").addEventListener("change", () => {
      if (this.timer) this.play();
    });
    byId("carte-temps").addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.pause(); });
    byId("carte-avant").addEventListener("click", () => {
      this.pause();
      this.change((state) => {
        state.filters.epoque = [BEFORE];
        state.filters.date = null;
      }, true);
      this.frame();
    });
    this.#mark();
    new ResizeObserver(() => this.#paint()).observe(this.canvas);
  }

  #share(year) {
    return (year - this.first) / (this.last - this.first);
  }

  /** The ends of the cursor: 1945 and this year, or the year of an address that lies outside. */
  #mark() {
    this.range.min = String(this.first);
    this.range.max = String(this.last);
    const kept = [];
    const far = (year) => kept.every((other) => Math.abs(this.#share(year) - this.#share(other)) > 0.08);
    for (const year of [this.first, this.last, ...LANDMARKS, this.lastYear]) if (far(year)) kept.push(year);
    byId("carte-reperes").replaceChildren(...kept.map((year) =>
      element("span", { style: { left: `${100 * this.#share(year)}%` } }, year)));
  }

  /** Stretch the cursor to a year that an address asks for; back to its own ends with all dates. */
  #stretch(year) {
    const first = year === null ? FIRST_YEAR : Math.min(this.first, year);
    const last = year === null ? this.lastYear : Math.max(this.last, year);
    if (first === this.first && last === this.last) return;
    Object.assign(this, { first, last });
    this.#mark();
  }

  #set(year) {
    this.change((state) => { state.filters.date = year; });
  }

  play() {
    clearInterval(this.timer);
    // Years before the first link of the selection would show an empty map.
    const first = this.result.first ?? FIRST_YEAR;
    if (this.year === null || this.year >= this.lastYear || this.year < first) this.#set(first);
    this.timer = setInterval(() => {
      if (this.year >= this.lastYear) this.pause();
      else this.#set(this.year + 1);
    }, Number(byId("carte-vitesse").value));
    this.#showPlaying();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = 0;
    this.#showPlaying();
    if (this.landmarks) this.#tellLandmarks();
  }

  #showPlaying() {
    const playing = Boolean(this.timer);
    this.playButton.setAttribute("aria-pressed", String(playing));
    this.playButton.setAttribute("aria-label", playing ? texts.pause : texts.play);
  }

  update(state, result) {
    this.year = state.filters.date;
    this.result = result;
    const all = this.year === null;
    this.all.checked = all;
    this.#stretch(this.year);
    byId("carte-annee").textContent = all ? texts.allDates : String(this.year);
    this.range.value = String(all ? this.last : this.year);
    this.range.setAttribute("aria-valuetext", all ? texts.allDates : String(this.year));
    byId("carte-temps").classList.toggle("carte-temps--actif", !all);
    const note = byId("carte-temps-note");
    note.textContent = all ? "" : [
      this.year > this.lastYear ? texts.future(this.year) : "",
      result.count === 0 ? texts.noneYet(this.year, result.first) : "",
      texts.undatedLeftOut(result.undated),
    ].filter(Boolean).join(" ");
    note.hidden = !note.textContent;
    const before = result.starts.subarray(0, FIRST_YEAR).reduce((sum, n) => sum + n, 0);
    const button = byId("carte-avant");
    button.hidden = before === 0 || String(state.filters.epoque) === BEFORE;
    button.textContent = texts.before(before);
    this.#tellLandmarks();
    this.#paint();
  }

  /** Laws, treaties and crises of the year: fetched when the cursor first stands on a year. */
  async #tellLandmarks() {
    if (this.year === null && !this.landmarks) return;
    this.landmarks ??= import("./landmarks.js").then((m) => new m.Landmarks(byId("carte-repere")));
    (await this.landmarks).show(this.year, Boolean(this.timer));
  }

  /** Bars: links begun each year in the selection; those after the cursor fade. */
  #paint() {
    const { canvas, result } = this;
    if (!result || !canvas.clientWidth) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const years = this.last - this.first + 1;
    const step = width / years;
    const most = Math.max(1, ...result.starts.subarray(this.first, this.last + 1));
    context.fillStyle = token("--lien", "#0b5763");
    for (let i = 0; i < years; i++) {
      const count = result.starts[this.first + i];
      if (!count) continue;
      const tall = Math.max(1.5, (height - 2) * Math.sqrt(count / most));
      context.globalAlpha = this.year !== null && this.first + i > this.year ? 0.22 : 0.75;
      context.fillRect(i * step + 0.5, height - tall, Math.max(1, step - 1), tall);
    }
  }
}
