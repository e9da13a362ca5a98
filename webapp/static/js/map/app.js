// The map page: one state, from which everything that is seen follows.

import { classesOfLinks } from "./classes.js";
import { Controls } from "./controls.js";
import { Layers, NO_LINES } from "./layers.js";
import { History, parse, query, selectionPairs, sideState } from "./state.js";
import { SceneBuilder, levelFor } from "./scene.js";
import { Timeline } from "./timeline.js";
import { SMALL, byId, showMessage } from "./dom.js";
import { culprit, select } from "./selection.js";
import { selectionWords, sideLabel } from "./words.js";
import { showTip } from "./tooltip.js";
import { followModes } from "./modes.js";
import { lonLat } from "./geodesy.js";
import { targetsAt, watchPointer } from "./pointer.js";
import { ROOT } from "../i18n.js";
import { texts } from "./texts.js";
import { isCrowded, linesInView } from "./paint_lines.js";
import { updateLegend, updateLevel } from "./legend.js";

export const PATHS = {
  list: `${ROOT}/liste`, files: `${ROOT}/export`, share: `${ROOT}/partager`, country: `${ROOT}/pays/`, authority: `${ROOT}/collectivites/`,
};

/** The links that share this page share what is seen now. */
function shareHere() {
  const { pathname, search, hash } = location;
  const address = PATHS.share + query([["adresse", pathname + search + hash]]);
  for (const link of document.querySelectorAll(`a[href^="${PATHS.share}?"]`)) link.href = address;
}

export class App {
  constructor({ frame, data, ground, places, vocabulary, state, schemes }) {
    Object.assign(this, { map: frame.carte, data, ground, places, state, schemes });
    this.builder = new SceneBuilder(
      data, (code) => places.regionOf(code), (code) => lonLat(ground.countries.get(code)?.point));
    this.#fitContainer(); // the legend has taken its room
    this.layersOn = (carte) => new Layers(
      { ...frame, carte }, ground, (target) => places.label(target), () => this.#countryNames(),
      (place) => places.mark(place));
    this.layers = this.layersOn(this.map);
    const change = this.change.bind(this);
    this.controls = new Controls(vocabulary, this.schemes, change);
    this.timeline = new Timeline(change, () => this.#showWhole());
    this.siteTitle = document.title.split(" · ").slice(-2); // without the words of the first selection
    this.details = null; // its modules are fetched when something is chosen
    this.chosenOn = this; // the side of a comparison on which it was chosen
    this.history = new History((next) => this.#restore(next), shareHere);
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
    else this.#showWhole(() => !state.view);
  }

  /** Show most of the selection, unless `still` says in the meantime that it is too late. */
  async #showWhole(still = () => true) {
    const { framing } = await import("./framing.js");
    if (still()) this.#fit(framing(this.data, this.result.visible));
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
    this.watch(this);
    byId("carte-comparer").addEventListener("click", async () => {
      const { toggled } = await import("./compare.js");
      this.change((state) => toggled(state, this.controls.eras), true);
    });
    byId("carte-sans-position").addEventListener("click", () => this.choose({ kind: "sans-position", key: "" }));
    byId("carte-vue-liste").addEventListener("click", async () => (this.areas ? this.areas.showTable() : (await this.needDetails()).showView()));
    shareHere();
    for (const button of document.querySelectorAll("[data-vue]")) {
      button.addEventListener("click", () => this.goTo(button.dataset.bornes.split(",").map(Number)));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.details?.open && !document.querySelector("dialog:modal")) {
        this.choose(null);
      }
    });
  }

  /** This map, or the two maps of a comparison. */
  get views() {
    return this.comparison?.views ?? [this];
  }

  /** Follow the pointer on the map of a view: this one, or the second one of a comparison. */
  watch(view) {
    const find = (point) => view.areas?.at(point) ?? targetsAt(
      view.layers.chosen ? view.layers.topLayer : view.layers.lineLayer, point,
      view.layers.chosen ?? view.layers.scene, view.layers.discs, view.layers.nodeLayer);
    watchPointer(view.map, find,
      (targets, point) => this.#hover(view, targets, point),
      (targets) => this.chooseTargets(targets, view));
  }

  /** The state of this map: that of the first side of a comparison, when there is one. */
  get sideState() {
    return sideState(this.state, 0);
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
    this.selection = select(data, state.filters);
    followModes(this);
    const { filters } = this.sideState;
    this.result = filters === state.filters ? this.selection : select(data, filters);
    this.scheme = this.schemes[state.mode];
    this.linkClass = classesOfLinks(data, this.scheme, filters[state.mode]);
    this.comparison?.select();
    this.renderScene();
    this.controls.update(state, this.selection);
    this.timeline.update(state, this.selection);
    this.comparison?.render();
    this.#renderStatus();
    if (state.choice) this.#showChoice(false);
  }

  renderScene() {
    const { state, result, scheme, linkClass, builder } = this;
    this.level = levelFor(this.map.getZoom(), result.count);
    // Coloured areas take the place of lines; those of a choice stay above them.
    const scene = this.areas ? { ...NO_LINES, scheme } : builder.build(
      this.level, result.visible, scheme, linkClass, null, this.comparison?.most(this.level));
    const chosen = this.chosenScene(this);
    this.layers.show(scene, chosen);
    if (this.areas) {
      this.areas.show();
      return;
    }
    updateLegend(scheme, this.level, this.comparison?.linkClass ?? linkClass, this.selection.visible);
    this.#sayLevel();
    if (this.level === "lien" || chosen) this.needNames();
  }

  /** The scene of what is chosen, when it was chosen on this view. */
  chosenScene(view) {
    const { choice } = this.state;
    return choice && this.details && this.chosenOn === view ? this.details.scene(choice) : null;
  }

  #sayLevel() {
    if (this.areas) return;
    const { scene, lineLayer } = this.layers;
    const crowded = lineLayer.viewport && isCrowded(scene, linesInView(lineLayer.viewport, scene));
    updateLevel(crowded ? "rayons" : this.level);
  }

  #renderStatus() {
    const { count, unplaced } = this.selection;
    const text = this.comparison?.words() ?? texts.shown(count, unplaced, this.state.filters.date);
    if (byId("carte-etat").textContent !== text) byId("carte-etat").textContent = text;
    byId("carte-sans-position").hidden = unplaced === 0;
    const list = byId("carte-liste");
    list.href = PATHS.list + query(selectionPairs(this.state));
    const files = byId("carte-fichiers");
    if (files) files.href = PATHS.files + query(selectionPairs(this.state));
    list.textContent = texts.seeList(count);
    const words = selectionWords(this.state, this.controls.labels);
    byId("carte-selection").textContent = words.join(" · ");
    this.#entitle(words);
    byId("carte-message").hidden = true;
    if (count === 0) this.#offerWayOut();
  }

  /** What the page and its print are called: the selection, the choice and the year, in words. */
  #entitle(words) {
    const { choice, filters, compare } = this.state;
    const chosen = choice && choice.kind !== "partenariat" ? this.places.label(choice) : "";
    const sides = (compare ?? []).map((side) => sideLabel(side, this.controls.labels)).join(" / ");
    const all = [...words, sides, words.includes(chosen) ? "" : chosen, filters.date === null ? "" : texts.inYear(filters.date)].filter(Boolean);
    byId("carte-titre").textContent = all.length ? `\u00a0: ${all.join(" · ")}` : "";
    document.title = [...all, ...this.siteTitle].join(" · ");
  }

  /** An empty map says which filter empties it. A year alone is no dead end: the cursor is at hand. */
  #offerWayOut() {
    const { filters } = this.state;
    const found = culprit(this.data, filters);
    if (!found) {
      const again = this.data.links ? "clear" : "reset";
      return showMessage(texts.empty, texts.reset, () => this.controls[again]());
    }
    const { field, value } = found;
    if (field === "date") return undefined; // told near the cursor
    return showMessage(texts.empty, this.controls.dropText(field, filters[field]), () =>
      this.change((state) => { state.filters[field] = value; }, true));
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

  /** Choose something (or nothing) on a view, and take the reader to its details. */
  choose(choice, view = this.chosenOn) {
    this.chosenOn = view;
    this.state.choice = choice;
    this.renderScene();
    this.comparison?.renderScene();
    if (choice) this.#showChoice(true);
    else {
      this.details?.hide();
      this.#entitle(selectionWords(this.state, this.controls.labels));
    }
    byId("carte-vue-liste").setAttribute("aria-expanded", "false");
    this.#noteView();
    this.history.write(this.state, true);
  }

  async chooseTargets(targets, view = this.chosenOn) {
    if (!targets.length) {
      if (this.details?.open) this.choose(null);
      return;
    }
    const [target] = targets;
    if (target.kind === "aire") this.areas.choose(target.key);
    else if (target.kind === "lieu" && target.key === undefined) {
      await this.needNames();
      const codes = targets.map(({ place }) => this.places.code(place));
      this.choose({ kind: codes.length > 1 ? "lieux" : "lieu", key: codes.join(",") }, view);
    } else if (targets.length > 1 && target.kind === "partenariat") {
      this.choose({ kind: "liens", key: targets.map((t) => t.key).join(",") }, view);
    } else this.choose({ kind: target.kind, key: String(target.key) }, view);
  }

  #hover(view, targets, point) {
    const container = view.map.getContainer();
    if (view.areas) {
      container.classList.toggle("carte-cliquable", targets.length > 0);
      showTip(container, view.areas.point(targets[0]?.key ?? null), point);
      return;
    }
    view.layers.hover(targets);
    container.classList.toggle("carte-cliquable", targets.length > 0);
    if (targets[0]?.kind === "lieu" || targets[0]?.kind === "partenariat") this.needNames();
    showTip(container, targets.length ? this.places.describe(targets) : [], point);
  }

  /** Show on the map what an entry of the details is about: a target of a view, or null. */
  point(target, view = this.chosenOn) {
    if (target?.kind === "partenariat") view.layers.emphasise(this.details.sceneOf(target.link, view));
    else view.layers.hover(target ? [target] : []);
  }

  needNames() {
    if (this.places.names) return Promise.resolve();
    return this.places.load().then(() => this.views.forEach(({ layers }) => layers.nodeLayer.repaint()), () => {
      showMessage(texts.failed, texts.retry, () => this.render());
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
    // What covers the map (the details, which stand beside two compared ones) is no room.
    const wide = !SMALL.matches;
    const covered = wide && this.details?.open && !this.comparison;
    this.map.fitBounds([[south, west], [north, east]], {
      animate: this.map.options.zoomAnimation,
      paddingTopLeft: [wide ? 44 : 16, 16], // the zoom buttons
      paddingBottomRight: [covered ? byId("carte-panneau").offsetWidth : 16, 16],
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

export function initialState() {
  return parse(location.search, location.hash);
}
