// The map page: one state, from which everything that is seen follows.

import { classPerSet } from "./classes.js";
import { Controls } from "./controls.js";
import { Layers } from "./layers.js";
import { History, parse, query, selectionPairs } from "./state.js";
import { SceneBuilder, levelFor } from "./scene.js";
import { Timeline } from "./timeline.js";
import { byId } from "./dom.js";
import { culprit, select } from "./selection.js";
import { selectionWords } from "./words.js";
import { targetsAt, watchPointer } from "./pointer.js";
import { ROOT } from "../i18n.js";
import { texts } from "./texts.js";
import { isCrowded, linesInView } from "./paint_lines.js";
import { updateLegend, updateLevel } from "./legend.js";

export const PATHS = {
  list: `${ROOT}/liste`, share: `${ROOT}/partager`, country: `${ROOT}/pays/`, authority: `${ROOT}/collectivites/`,
};

export class App {
  constructor({ frame, data, ground, places, vocabulary, state, schemes }) {
    Object.assign(this, { map: frame.carte, data, ground, places, state, schemes });
    this.builder = new SceneBuilder(
      data, (code) => places.regionOf(code), (code) => lonLat(ground.countries.get(code)?.point));
    const names = this.#countryNames.bind(this);
    this.#fitContainer(); // the legend has taken its room
    this.layers = new Layers(
      frame, ground, (target) => places.label(target), names, (place) => places.mark(place));
    const change = this.change.bind(this);
    this.controls = new Controls(vocabulary, this.schemes, change);
    this.timeline = new Timeline(change);
    this.siteTitle = document.title.split(" · ");
    this.details = null; // its modules are fetched when something is chosen
    this.history = new History((next) => this.#restore(next));
    this.#wire();
    this.render();
    if (!state.view && !state.choice) this.#frameSelection();
  }

  /** A selection opened without a position is shown where it is; the whole atlas where it starts. */
  #frameSelection() {
    const { state, level } = this;
    const chosen = Object.values(state.filters).some((values) => Array.isArray(values) && values.length);
    if (!state.server.length && !chosen) return;
    if (level === "lien") this.#frame(this.layers.scene);
    else {
      import("./framing.js").then(({ framing }) => {
        if (!state.view) this.#fit(framing(this.data, this.result.visible));
      });
    }
  }

  #frame({ lines }) {
    if (!lines.length) return;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { arc } of lines) {
      for (const i of [0, 1]) box[i] = Math.min(box[i], arc.box[i]);
      for (const i of [2, 3]) box[i] = Math.max(box[i], arc.box[i]);
    }
    this.#fit(box);
  }

  #fit(box) {
    if (!box) return;
    const [west, north] = lonLat([box[0], box[1]]);
    const [east, south] = lonLat([box[2], box[3]]);
    this.goTo([south, west, north, east], { animate: false, maxZoom: 8 });
  }

  #wire() {
    this.map.on("moveend", () => this.#moved());
    new ResizeObserver(() => this.#fitContainer()).observe(this.map.getContainer());
    const find = (point) => targetsAt(
      this.layers.chosen ? this.layers.topLayer : this.layers.lineLayer, point,
      this.layers.chosen ?? this.layers.scene, this.layers.discs, this.layers.nodeLayer);
    watchPointer(this.map, find,
      (targets, point) => this.#hover(targets, point),
      (targets) => this.chooseTargets(targets));
    byId("carte-sans-position").addEventListener("click", () => this.choose({ kind: "sans-position", key: "" }));
    byId("carte-vue-liste").addEventListener("click", async () => (await this.needDetails()).showView());
    byId("carte-partager")?.addEventListener("click", ({ currentTarget }) => {
      this.history.flush();
      const { pathname, search, hash } = location;
      currentTarget.href = PATHS.share + query([["adresse", pathname + search + hash]]);
    });
    for (const button of document.querySelectorAll("[data-vue]")) {
      button.addEventListener("click", () => this.goTo(button.dataset.bornes.split(",").map(Number)));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.details?.open && !document.querySelector("dialog:modal")) {
        this.choose(null);
      }
    });
  }

  /** Apply a change to the state; `push` makes it undoable with « back ». */
  change(mutate, push = false) {
    mutate(this.state);
    this.render();
    this.history.write(this.state, push);
  }

  /** Select, aggregate, and schedule painting. */
  render() {
    const { data, state } = this;
    this.result = select(data, state.filters);
    this.scheme = this.schemes[state.mode];
    const perSet = classPerSet(data, this.scheme, state.filters[state.mode]);
    this.linkClass = data.linkSets[state.mode].map((set) => perSet[set]);
    this.renderScene();
    this.controls.update(state, this.result);
    this.timeline.update(state, this.result);
    this.#renderStatus();
    if (state.choice) this.#showChoice(false);
  }

  renderScene() {
    const { data, state, result, scheme, linkClass, builder } = this;
    this.level = levelFor(this.map.getZoom(), result.count);
    const scene = builder.build(this.level, result.visible, scheme, linkClass);
    const chosen = state.choice && this.details ? this.details.scene(state.choice) : null;
    this.layers.show(scene, chosen);
    updateLegend(scheme, this.level, linkClass, result.visible);
    this.#sayLevel();
    if (this.level === "lien" || chosen) this.needNames();
  }

  #sayLevel() {
    const { scene, lineLayer } = this.layers;
    const crowded = lineLayer.viewport && isCrowded(scene, linesInView(lineLayer.viewport, scene));
    updateLevel(crowded ? "rayons" : this.level);
  }

  #renderStatus() {
    const { count, unplaced } = this.result;
    const text = texts.shown(count, unplaced, this.state.filters.date);
    if (byId("carte-etat").textContent !== text) byId("carte-etat").textContent = text;
    byId("carte-sans-position").hidden = unplaced === 0;
    const list = byId("carte-liste");
    list.href = PATHS.list + query(selectionPairs(this.state));
    list.textContent = texts.seeList(count);
    const words = selectionWords(this.state, this.controls.labels);
    byId("carte-selection").textContent = words.join(" · ");
    this.#entitle(words);
    byId("carte-message").hidden = true;
    if (count === 0) this.#offerWayOut();
  }

  /** What the page and its print are called: the selection, the choice and the year, in words. */
  #entitle(words) {
    const { choice, filters } = this.state;
    const chosen = choice && choice.kind !== "partenariat" ? this.places.label(choice) : "";
    const all = [...words, words.includes(chosen) ? "" : chosen, filters.date === null ? "" : texts.inYear(filters.date)].filter(Boolean);
    byId("carte-titre").textContent = all.length ? `\u00a0: ${all.join(" · ")}` : "";
    document.title = [...all, ...this.siteTitle].join(" · ");
  }

  /** An empty map says which filter empties it. A year alone is no dead end: the cursor is at hand. */
  #offerWayOut() {
    const { filters } = this.state;
    const found = culprit(this.data, filters);
    if (!found) {
      const again = this.data.links ? "clear" : "reset";
      return this.message(texts.empty, texts.reset, () => this.controls[again]());
    }
    const { field, value } = found;
    if (field === "date") return undefined; // told near the cursor
    return this.message(texts.empty, this.controls.dropText(field, filters[field]), () =>
      this.change((state) => { state.filters[field] = value; }, true));
  }

  /** A sentence over the map with one way out. */
  message(sentence, action, act) {
    showMessage(sentence, action, act);
  }

  needDetails() {
    this.loading ??= import("./details.js").then(({ Details }) => {
      this.details = new Details(this);
      return this.details;
    });
    return this.loading;
  }

  /** Show the details of what is chosen, and its lines. */
  async #showChoice(focus) {
    if (!this.details || !this.places.names) {
      await Promise.all([this.needDetails(), this.needNames()]);
      this.renderScene();
    }
    if (!this.state.choice) return;
    this.#entitle(selectionWords(this.state, this.controls.labels));
    const shown = this.details.show(this.state.choice, focus);
    if (!this.state.view && this.layers.chosen) this.#frame(this.layers.chosen);
    await shown;
  }

  /** Choose something (or nothing), and take the reader to its details. */
  choose(choice) {
    this.state.choice = choice;
    this.renderScene();
    if (choice) this.#showChoice(true);
    else {
      this.details?.hide();
      this.#entitle(selectionWords(this.state, this.controls.labels));
    }
    byId("carte-vue-liste").setAttribute("aria-expanded", "false");
    this.#noteView();
    this.history.write(this.state, true);
  }

  async chooseTargets(targets) {
    if (!targets.length) {
      if (this.details?.open) this.choose(null);
      return;
    }
    const [target] = targets;
    if (target.kind === "lieu" && target.key === undefined) {
      await this.needNames();
      this.choose({ kind: "lieu", key: this.places.code(target.place) });
    } else if (targets.length > 1 && target.kind === "partenariat") {
      this.choose({ kind: "liens", key: targets.map((t) => t.key).join(",") });
    } else this.choose({ kind: target.kind, key: String(target.key) });
  }

  #hover(targets, point) {
    this.layers.hover(targets);
    const tip = byId("carte-infobulle");
    tip.hidden = !targets.length;
    this.map.getContainer().classList.toggle("carte-cliquable", targets.length > 0);
    if (!targets.length) return;
    if (targets[0].kind === "lieu" || targets[0].kind === "partenariat") this.needNames();
    tip.replaceChildren(...this.places.describe(targets).filter(Boolean).map((text) => paragraph(text)));
    const size = this.map.getSize();
    tip.style.left = `${Math.min(point.x + 14, size.x - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(point.y + 14, size.y - tip.offsetHeight - 8)}px`;
  }

  needNames() {
    if (this.places.names) return Promise.resolve();
    return this.places.load().then(() => this.layers.nodeLayer.repaint(), () => {
      this.message(texts.failed, texts.retry, () => this.render());
    });
  }

  #countryNames() {
    const out = [];
    for (const [code, { box, point, area }] of this.ground.countries) {
      const name = this.places.country(code);
      if (name && name !== code) out.push({ code, name, box, point, area });
    }
    return out.sort((a, b) => b.area - a.area);
  }

  /** Keep the centre when the room changes; that is no move of the reader's. */
  #fitContainer() {
    this.fitting = true;
    this.map.invalidateSize({ animate: false });
    this.fitting = false;
  }

  #moved() {
    if (!this.fitting) {
      this.#noteView();
      this.history.write(this.state);
    }
    if (levelFor(this.map.getZoom(), this.result.count) !== this.level) this.renderScene();
    else this.#sayLevel();
  }

  #noteView() {
    const { lat, lng } = this.map.getCenter().wrap();
    this.state.view = { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** Show south, west, north, east (degrees). */
  goTo([south, west, north, east], options = {}) {
    // What covers the map (the details) does not count as room.
    const wide = !matchMedia("(max-width: 900px)").matches;
    this.map.fitBounds([[south, west], [north, east]], {
      animate: this.map.options.zoomAnimation,
      paddingTopLeft: [wide ? 44 : 16, 16], // the zoom buttons
      paddingBottomRight: [wide && this.details?.open ? byId("carte-panneau").offsetWidth : 16, 16],
      ...options,
    });
  }

  #restore(next) {
    // The feed was asked with the server's part of the selection: another one needs another feed.
    if (JSON.stringify(next.server) !== JSON.stringify(this.state.server)) {
      location.reload();
      return;
    }
    const { view } = next;
    this.state = { ...next, view: view ?? this.state.view };
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    this.render();
    if (!next.choice) this.details?.hide();
  }
}

export function showMessage(sentence, action, act) {
  const box = byId("carte-message");
  box.querySelector("p").textContent = sentence;
  const button = box.querySelector("button");
  button.textContent = action;
  button.onclick = () => {
    box.hidden = true;
    act();
  };
  box.hidden = false;
}

export function initialState() {
  return parse(location.search, location.hash);
}

function paragraph(text) {
  const node = document.createElement("p");
  node.textContent = text;
  return node;
}

function lonLat(point) {
  if (!point) return null;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * point[1]))) * 180 / Math.PI;
  return [(point[0] - 0.5) * 360, lat];
}
