// The map page: one state, from which everything that is seen follows.

import { MAINLAND } from "./aggregate.js";
import { cardFor, linkList, viewCard } from "./cards.js";
import { classesFor, classPerSet } from "./classes.js";
import { Controls } from "./controls.js";
import { edgesOf, linksOf, unplacedLinks } from "./choices.js";
import { Layers } from "./layers.js";
import { History, MODES, choiceText, parse, query, selectionPairs } from "./state.js";
import { Panel } from "./panel.js";
import { SceneBuilder, levelFor } from "./scene.js";
import { Timeline } from "./timeline.js";
import { byId } from "./dom.js";
import { recordCard } from "./record.js";
import { select } from "./selection.js";
import { targetsAt, watchPointer } from "./pointer.js";
import { texts } from "./texts.js";
import { isCrowded, linesInView } from "./paint_lines.js";
import { updateLegend, updateLevel } from "./legend.js";

const CHOICE_LINES = 120; // a choice with more lines than this is drawn as flows
const PATHS = { list: "/liste", country: "/pays/", authority: "/collectivites/" };

export class App {
  constructor({ frame, data, ground, places, vocabulary, state }) {
    Object.assign(this, { map: frame.carte, data, ground, places, state });
    this.durations = [];
    this.schemes = Object.fromEntries(MODES.map((mode) => [mode, classesFor(mode, vocabulary)]));
    this.builder = new SceneBuilder(
      data, (code) => places.regionOf(code), (code) => lonLat(ground.countries.get(code)?.point));
    const names = this.#countryNames.bind(this);
    this.layers = new Layers(frame, ground, (target) => places.label(target), names);
    const change = this.change.bind(this);
    this.controls = new Controls(vocabulary, this.schemes, change);
    this.timeline = new Timeline(change);
    this.panel = new Panel(() => this.choose(null));
    this.history = new History((next) => this.#restore(next));
    this.#wire();
    this.render();
  }

  #wire() {
    this.map.on("moveend", () => this.#moved());
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.map.getContainer());
    const find = (point) => targetsAt(
      this.layers.chosen ? this.layers.topLayer : this.layers.lineLayer, point,
      this.layers.chosen ?? this.layers.scene, this.layers.discs, this.layers.nodeLayer);
    watchPointer(this.map, find,
      (targets, point) => this.#hover(targets, point),
      (targets) => this.#chooseTargets(targets));
    byId("carte-sans-position").addEventListener("click", () => this.choose({ kind: "sans-position", key: "" }));
    byId("carte-vue-liste").addEventListener("click", () => this.#showView());
    for (const button of document.querySelectorAll("[data-vue]")) {
      button.addEventListener("click", () => this.goTo(button.dataset.bornes));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.panel.open && !document.querySelector("dialog:modal")) {
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
    const started = performance.now();
    const { data, state } = this;
    this.result = select(data, state.filters);
    this.scheme = this.schemes[state.mode];
    const perSet = classPerSet(data, this.scheme, state.filters[state.mode]);
    this.linkClass = data.linkSets[state.mode].map((set) => perSet[set]);
    this.#renderScene();
    this.controls.update(state, this.result);
    this.timeline.update(state, this.result);
    this.#renderStatus();
    if (this.panel.open || state.choice) this.#renderPanel(false);
    requestAnimationFrame(() => {
      this.durations.push(performance.now() - started);
      if (this.durations.length > 500) this.durations.shift();
    });
  }

  #renderScene() {
    const { data, state, result, scheme, linkClass, builder } = this;
    this.level = levelFor(this.map.getZoom(), result.count);
    const scene = builder.build(this.level, result.visible, scheme, linkClass);
    const choice = state.choice;
    const edges = choice ? edgesOf(data, choice, this.#visibleFor(choice), builder, this.places) : null;
    this.choiceEdges = edges;
    let chosen = null;
    if (edges?.length) {
      const level = edges.length > CHOICE_LINES && this.level !== "lien" ? flowLevel(choice) : "lien";
      chosen = builder.build(level, this.#visibleFor(choice), scheme, linkClass, edges);
    }
    this.layers.show(scene, chosen);
    updateLegend(scheme, this.level, linkClass, result.visible);
    this.#sayLevel();
    if (this.level === "lien" || chosen) this.#needNames();
  }

  #sayLevel() {
    const { scene, lineLayer } = this.layers;
    const crowded = lineLayer.viewport && isCrowded(scene, linesInView(lineLayer.viewport, scene));
    updateLevel(crowded ? "rayons" : this.level);
  }

  /** A partnership named by an address is shown even when the filters leave it out. */
  #visibleFor(choice) {
    if (choice.kind !== "partenariat") return this.result.visible;
    return new Uint8Array(this.data.links).fill(1);
  }

  #renderStatus() {
    const { count, unplaced } = this.result;
    const text = texts.shown(count, unplaced, this.state.filters.date);
    if (byId("carte-etat").textContent !== text) byId("carte-etat").textContent = text;
    byId("carte-sans-position").hidden = unplaced === 0;
    const list = byId("carte-liste");
    list.href = PATHS.list + query(selectionPairs(this.state));
    list.textContent = texts.seeList(count);
    byId("carte-adresse").textContent = location.href;
    if (count === 0) this.message(texts.empty, texts.reset, () => this.controls.reset());
    else byId("carte-message").hidden = true;
  }

  /** A sentence over the map with one way out. */
  message(sentence, action, act) {
    showMessage(sentence, action, act);
  }

  async #renderPanel(focus) {
    const { choice } = this.state;
    if (!choice) {
      this.panel.hide();
      return;
    }
    const ask = choiceText(choice);
    await this.#needNames();
    if (choiceText(this.state.choice) !== ask) return; // another choice came meanwhile
    if (!this.choiceEdges && choice.kind !== "sans-position") this.#renderScene(); // names were missing
    const context = {
      data: this.data, places: this.places, state: this.state, scheme: this.scheme,
      eraScheme: this.schemes.epoque, linkClass: this.linkClass, paths: PATHS,
      choose: (next) => this.choose(next), change: (...args) => this.change(...args),
    };
    if (choice.kind === "sans-position") {
      const links = unplacedLinks(this.data, this.result.visible);
      this.panel.show(texts.unplacedTitle(links.length), [
        paragraph(texts.unplacedWhy), linkList(context, links)], focus);
      return;
    }
    const links = linksOf(this.data, this.choiceEdges ?? []);
    if (choice.kind === "partenariat") {
      await recordCard(this.panel, context, Number(choice.key), focus, () =>
        choiceText(this.state.choice) === ask);
      return;
    }
    const title = choice.kind === "liens"
      ? texts.severalHere(links.length) : this.places.label(choice) || texts.unknownPlace;
    this.panel.show(title, cardFor(context, choice, links), focus);
  }

  /** Choose something (or nothing), and take the reader to its details. */
  choose(choice) {
    this.state.choice = choice;
    this.#renderScene();
    if (choice) this.#renderPanel(true);
    else this.panel.hide();
    byId("carte-vue-liste").setAttribute("aria-expanded", "false");
    this.#noteView();
    this.history.write(this.state, true);
  }

  async #chooseTargets(targets) {
    if (!targets.length) {
      if (this.panel.open) this.choose(null);
      return;
    }
    const [target] = targets;
    if (target.kind === "lieu" && target.key === undefined) {
      await this.#needNames();
      this.choose({ kind: "lieu", key: this.places.code(target.place) });
    } else if (targets.length > 1 && target.kind === "partenariat") {
      this.choose({ kind: "liens", key: targets.map((t) => t.key).join(",") });
    } else this.choose({ kind: target.kind, key: String(target.key) });
  }

  #showView() {
    const bounds = this.map.getBounds();
    const nodes = this.layers.discs.map((disc) => disc.node)
      .filter((node, i, all) => all.indexOf(node) === i)
      .filter((node) => bounds.contains(lonLatOf(node)))
      .sort((a, b) => b.total - a.total).slice(0, 60);
    const choose = (target) => this.#chooseTargets([target]);
    const show = () => {
      this.state.choice = null;
      this.#renderScene();
      this.panel.show(texts.inView, viewCard({ places: this.places, choose }, nodes), true);
      byId("carte-vue-liste").setAttribute("aria-expanded", "true");
    };
    this.#needNames().then(show);
  }

  #hover(targets, point) {
    this.layers.hover(targets);
    const tip = byId("carte-infobulle");
    tip.hidden = !targets.length;
    this.map.getContainer().classList.toggle("carte-cliquable", targets.length > 0);
    if (!targets.length) return;
    if (targets[0].kind === "lieu" || targets[0].kind === "partenariat") this.#needNames();
    tip.replaceChildren(...this.places.describe(targets).filter(Boolean).map((text) => paragraph(text)));
    const size = this.map.getSize();
    tip.style.left = `${Math.min(point.x + 14, size.x - tip.offsetWidth - 8)}px`;
    tip.style.top = `${Math.min(point.y + 14, size.y - tip.offsetHeight - 8)}px`;
  }

  #needNames() {
    if (this.places.names) return Promise.resolve();
    return this.places.load().then(() => this.layers.nodeLayer.repaint(), () => {
      this.message(texts.failed, texts.retry, () => this.#renderPanel(true));
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

  #moved() {
    this.#noteView();
    this.history.write(this.state);
    if (levelFor(this.map.getZoom(), this.result.count) !== this.level) this.#renderScene();
    else this.#sayLevel();
  }

  #noteView() {
    const { lat, lng } = this.map.getCenter().wrap();
    this.state.view = { zoom: this.map.getZoom(), lat, lon: lng };
  }

  goTo(boundsText) {
    const [south, west, north, east] = boundsText.split(",").map(Number);
    const animate = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    // What covers the map (legend, details) does not count as room.
    const legend = byId("carte-legende");
    const wide = !matchMedia("(max-width: 900px)").matches;
    this.map.fitBounds([[south, west], [north, east]], {
      animate,
      paddingTopLeft: [wide && legend.open ? legend.offsetWidth * 0.6 : 0, 0],
      paddingBottomRight: [wide && this.panel.open ? this.panel.root.offsetWidth : 0, 0],
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
    if (!next.choice) this.panel.hide();
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

/** The finest flows that tell a large choice apart. */
function flowLevel({ kind, key }) {
  if (kind === "territoire" && key === MAINLAND) return "pays";
  return kind === "pays" || key.startsWith(`${MAINLAND}-`) ? "region" : "departement";
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

function lonLatOf(node) {
  const [lng, lat] = lonLat([node.x, node.y]);
  return { lat, lng };
}
