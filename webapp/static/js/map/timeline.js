// The year cursor: a range from 1945 to this year over a histogram of signatures, with play/pause.

import { byId, token } from "./dom.js";
import { FIRST_YEAR } from "./selection.js";
import { texts } from "./texts.js";

const LANDMARKS = [1945, 1960, 1975, 1990, 2005];

export class Timeline {
  constructor(change) {
    this.change = change;
    this.lastYear = new Date().getFullYear();
    this.range = byId("carte-curseur");
    this.range.max = String(this.lastYear);
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
    byId("carte-reperes").append(...[...LANDMARKS, this.lastYear].map((year) => {
      const mark = document.createElement("span");
      mark.textContent = year;
      mark.style.left = `${100 * this.#share(year)}%`;
      return mark;
    }));
    new ResizeObserver(() => this.#paint()).observe(this.canvas);
  }

  #share(year) {
    return (year - FIRST_YEAR) / (this.lastYear - FIRST_YEAR);
  }

  #set(year) {
    this.change((state) => { state.filters.date = year; });
  }

  play() {
    clearInterval(this.timer);
    if (this.year === null || this.year >= this.lastYear) this.#set(FIRST_YEAR);
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
    byId("carte-annee").textContent = all ? texts.allDates : String(this.year);
    if (!all) this.range.value = String(this.year);
    this.range.setAttribute("aria-valuetext", all ? texts.allDates : String(this.year));
    byId("carte-temps").classList.toggle("carte-temps--actif", !all);
    const note = byId("carte-temps-note");
    note.textContent = all ? "" : texts.undatedLeftOut(result.undated);
    note.hidden = !note.textContent;
    this.#paint();
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
    const years = this.lastYear - FIRST_YEAR + 1;
    const step = width / years;
    const most = Math.max(1, ...result.starts.subarray(FIRST_YEAR, this.lastYear + 1));
    context.fillStyle = token("--lien", "#0b5763");
    for (let i = 0; i < years; i++) {
      const count = result.starts[FIRST_YEAR + i];
      if (!count) continue;
      const tall = Math.max(1.5, (height - 2) * Math.sqrt(count / most));
      context.globalAlpha = this.year !== null && FIRST_YEAR + i > this.year ? 0.22 : 0.75;
      context.fillRect(i * step + 0.5, height - tall, Math.max(1, step - 1), tall);
    }
  }
}
