// « Then / now »: two maps side by side, each with its era or its year, the same filters otherwise.
// The first one is the map of the page; the second one is made here, and follows it.

import { byId, element, link as anchor } from "./dom.js";
import { PATHS } from "./app.js";
import { Layers } from "./layers.js";
import { classesOfLinks } from "./classes.js";
import { followEachOther } from "./follow.js";
import { levelFor } from "./scene.js";
import { options } from "./texts_options.js";
import { optionsSheet } from "./sheet.js";
import { query, selectionPairs, sideState } from "./state.js";
import { select } from "./selection.js";
import { sideLabel } from "./words.js";

const L = window.L;
const YEARS = [1850, 2100]; // as atlas/dates.py
const A_YEAR = "annee";
const DEFAULT = ["guerre_froide", "mondialisation"];

const isYear = (side) => /^\d+$/.test(side);

/** Turn the comparison of a state on or off. The year of the cursor is kept as its first side. */
export function toggled(state, eras) {
  if (state.compare) {
    state.compare = null;
    return;
  }
  const { date } = state.filters;
  const known = DEFAULT.filter((era) => eras.includes(era));
  if (date !== null) state.compare = [String(date), String(new Date().getFullYear())];
  else state.compare = known.length === 2 ? known : [eras[0], eras.at(-1)];
  // What each side chooses for itself is no filter of both.
  state.filters.date = null;
  state.filters.epoque = [];
  state.fond = null;
  state.ratio = false;
}

export async function openComparison(app) {
  await optionsSheet();
  return new Comparison(app);
}

class Comparison {
  constructor(app) {
    this.app = app;
    this.frame = byId("carte-legende").parentElement;
    this.first = app.map.getContainer();
    this.heads = [0, 1].map((rank) => new Head(app, rank));
    this.container = element("div", {
      class: "carte-fond carte-fond--seconde", role: "application", tabindex: "0",
      "aria-describedby": this.heads[1].sentence.id, "aria-label": options.keys(options.side[1]),
    });
    this.first.before(this.heads[0].root);
    this.first.after(this.heads[1].root, this.container);
    this.firstLabel = this.first.getAttribute("aria-label");
    this.first.setAttribute("aria-label", options.keys(options.side[0]));
    this.first.setAttribute("aria-describedby", this.heads[0].sentence.id);
    this.#arrange(true);
    this.second = new SecondView(app, this.container);
    this.views = [app, this.second];
    this.stop = followEachOther(app.map, this.second.map);
  }

  /** One map or two; the cursor and the boxes of eras belong to one map alone. */
  #arrange(two) {
    this.frame.classList.toggle("carte-cadre--double", two);
    byId("carte-temps").hidden = two;
    byId("carte-formulaire").elements.epoque[0].closest("fieldset").hidden = two;
    this.app.map.invalidateSize({ animate: false });
  }

  /** Select the links of the second map, before either is drawn. */
  select() {
    this.second.select();
    const { data, scheme, state } = this.app;
    this.linkClass = classesOfLinks(data, scheme, state.filters[state.mode]);
    this.largest = {};
  }

  /** The largest flow and disc of both maps: a width or a size means the same on each of them. */
  most(level) {
    return (this.largest[level] ??= this.views.map(({ result, linkClass }) =>
      this.app.builder.build(level, result.visible, this.app.scheme, linkClass).most)
      .reduce((a, b) => a && b && { flow: Math.max(a.flow, b.flow), node: Math.max(a.node, b.node) }));
  }

  render() {
    this.second.renderScene();
    this.views.forEach((view, rank) => this.heads[rank].show(view));
  }

  renderScene() {
    this.second.renderScene();
  }

  labelOf(view) {
    return this.heads[view === this.second ? 1 : 0].label;
  }

  /** Both counts in one sentence, for the status line. */
  words() {
    return this.heads.map((head) => head.words).join(" · ");
  }

  close() {
    this.stop();
    for (const head of this.heads) head.root.remove();
    this.second.close();
    this.container.remove();
    this.first.setAttribute("aria-label", this.firstLabel);
    this.first.setAttribute("aria-describedby", "carte-etat");
    this.#arrange(false);
  }
}

/** The second map: what App is for the first one, as far as painters, pointer and details need. */
class SecondView {
  constructor(app, container) {
    this.app = app;
    const { map } = app;
    this.map = L.map(container, {
      ...map.options, center: map.getCenter(), zoom: map.getZoom(),
      zoomControl: false, attributionControl: false,
    });
    for (const { pane } of Object.values(window.atlasCadre.couches)) {
      const { zIndex, pointerEvents } = map.getPane(pane).style;
      Object.assign(this.map.createPane(pane).style, { zIndex, pointerEvents });
    }
    this.layers = app.layersOn(this.map);
    app.watch(this);
    this.map.on("moveend", () => this.#moved());
    this.resized = new ResizeObserver(() => this.map.invalidateSize({ animate: false }));
    this.resized.observe(container);
  }

  get data() {
    return this.app.data;
  }
  get builder() {
    return this.app.builder;
  }
  get scheme() {
    return this.app.scheme;
  }
  get sideState() {
    return sideState(this.app.state, 1);
  }

  select() {
    const { filters, mode } = this.sideState;
    this.result = select(this.data, filters);
    this.linkClass = classesOfLinks(this.data, this.scheme, filters[mode]);
  }

  renderScene() {
    const { result, linkClass, scheme, app } = this;
    this.level = levelFor(this.map.getZoom(), result.count);
    const most = app.comparison?.most(this.level);
    this.layers.show(this.builder.build(this.level, result.visible, scheme, linkClass, null, most),
      app.chosenScene(this));
    if (this.level === "lien") app.needNames();
  }

  #moved() {
    if (levelFor(this.map.getZoom(), this.result.count) !== this.level) this.renderScene();
  }

  close() {
    this.resized.disconnect();
    this.map.remove();
  }
}

/** What stands over a map: its era or year, to be changed, and how many links it shows. */
class Head {
  constructor(app, rank) {
    this.app = app;
    this.rank = rank;
    const { labels, eras } = app.controls;
    this.choice = element("select", { "aria-label": `${options.side[rank]}, ${options.when}` },
      element("optgroup", { label: options.eras },
        eras.map((code) => element("option", { value: code }, labels.epoque[code]))),
      element("option", { value: A_YEAR }, options.aYear));
    this.year = element("input", {
      type: "number", min: YEARS[0], max: YEARS[1], step: 1, required: true,
      "aria-label": options.yearOf[rank],
    });
    this.sentence = element("span", { id: `carte-cote-${rank + 1}` });
    this.list = anchor(PATHS.list, options.list);
    this.root = element("div", { class: "carte-cote", role: "group", "aria-label": options.side[rank] },
      this.choice, this.year, element("p", {}, this.sentence, " ", this.list));
    this.choice.addEventListener("change", () => this.#choose(
      this.choice.value === A_YEAR ? String(new Date().getFullYear()) : this.choice.value));
    this.year.addEventListener("change", () => {
      if (this.year.checkValidity()) this.#choose(String(Number(this.year.value)));
      else {
        this.year.setCustomValidity(options.wrongYear(...YEARS));
        this.year.reportValidity();
        this.year.setCustomValidity("");
      }
    });
  }

  #choose(side) {
    this.app.change((state) => {
      state.compare = state.compare.with(this.rank, side);
    }, true);
  }

  show({ result, sideState: state }) {
    const side = state.compare[this.rank];
    const { labels } = this.app.controls;
    this.label = sideLabel(side, labels);
    this.choice.value = isYear(side) ? A_YEAR : side;
    this.year.hidden = !isYear(side);
    if (isYear(side)) this.year.value = side;
    const count = options.sideCount(result.count);
    this.words = options.sideWords(this.label, count);
    this.sentence.textContent = isYear(side) ? `${count} ${options.inForce(side)}` : count;
    this.list.href = PATHS.list + query(selectionPairs(state));
    this.list.setAttribute("aria-label", options.sideList(this.label));
  }
}
