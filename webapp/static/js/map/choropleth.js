// Countries or départements coloured by their number of partnerships, or by that number for
// 100,000 inhabitants. Fetched when a reader asks for it; the lines make room for it.

import { breaks, classOf } from "./breaks.js";
import { byId, element, token } from "./dom.js";
import { ROOT } from "../i18n.js";
import { address } from "./state.js";
import { areaTexts } from "./texts_areas.js";
import { countAreas } from "./area_counts.js";
import { fetchJson } from "./data.js";
import { optionsSheet } from "./sheet.js";
import { select } from "./selection.js";
import { tableOfAreas } from "./area_table.js";
import { trace } from "./ground.js";
import { worldX, worldY } from "./geodesy.js";

const CLASSES = 5;
const PER = 100_000;
const FIELD = { pays: "pays", departements: "departement" };

let populations = null;

export async function openChoropleth(app) {
  await optionsSheet();
  const kind = app.state.fond;
  if (kind === "departements") {
    populations ??= fetchJson(`${ROOT}/carte/populations.json`);
    try {
      await Promise.all([populations, app.ground.load("departements")]);
    } catch (error) {
      populations = null;
      throw error;
    }
  }
  // Départements are too small to be read where the map starts; a reader's own view stays.
  if (kind === "departements" && !app.state.view) document.querySelector("[data-vue=metropole]").click();
  return new Choropleth(app, kind, await populations);
}

export class Choropleth {
  constructor(app, kind, people) {
    this.app = app;
    this.kind = kind;
    this.people = people;
    this.colours = Array.from({ length: CLASSES }, (_, i) => token(`--classe-${i + 1}`));
    this.pointed = null;
    const { layers } = app;
    layers.shade = { kind, paint: (viewport, rings) => this.#shade(viewport, rings) };
    layers.over = (viewport) => this.#outline(viewport);
    this.tableButton = byId("carte-tableau");
    this.tableButton.onclick = () => this.showTable();
  }

  get ratio() {
    return this.app.state.ratio && this.kind === "departements";
  }

  /** Codes that the selection keeps: they are outlined, and the others stay coloured. */
  get chosen() {
    const { filters, server } = this.app.state;
    return this.kind === "pays" ? filters.pays
      : server.filter(([name]) => name === "departement").map(([, value]) => value);
  }

  /** Count, cut into classes, and paint. */
  show() {
    const { app, kind } = this;
    const { filters } = app.state;
    const { visible } = kind === "pays" && filters.pays.length
      ? select(app.data, { ...filters, pays: [] }) : app.result;
    Object.assign(this, countAreas(app.data, visible, kind));
    for (const [code, area] of this.areas) {
      area.people = this.people?.[code];
      area.value = !this.ratio ? area.links : area.people ? (area.links * PER) / area.people : 0;
    }
    const values = [...this.areas.values()].map(({ value }) => value).filter((value) => value > 0);
    this.bounds = breaks(values, CLASSES, !this.ratio);
    const shades = this.colours.slice(0, this.bounds.length);
    // Few classes keep the darkest colour for the largest numbers.
    this.used = shades.map((_, i) => this.colours[CLASSES - shades.length + i]);
    app.layers.groundLayer.repaint();
    app.layers.topLayer.repaint();
    this.#legend();
    this.#refreshTable();
    this.tableButton.hidden = false; // only now is there something to tabulate
  }

  name(code) {
    const { places } = this.app;
    return this.kind === "pays" ? places.country(code) : places.territory(code);
  }

  #shade(viewport, rings) {
    const { context } = viewport;
    const classes = this.used.map(() => []);
    for (const ring of rings) {
      const kind = classOf(this.bounds, this.areas.get(ring.country)?.value ?? 0);
      if (kind >= 0) classes[kind].push(ring);
    }
    classes.forEach((some, i) => {
      trace(viewport, some, true);
      context.fillStyle = this.used[i];
      context.fill("evenodd");
    });
  }

  #outline(viewport) {
    const { context } = viewport;
    const codes = new Set(this.chosen);
    const rings = this.app.ground.rings(this.kind);
    context.strokeStyle = token("--encre");
    context.lineJoin = "round";
    for (const [some, width] of [[(code) => codes.has(code), 1.8], [(code) => code === this.pointed, 3]]) {
      trace(viewport, rings.filter((ring) => some(ring.country)), true);
      context.lineWidth = width;
      context.stroke();
    }
  }

  /** The target under a point of the map: an area that is counted, or nothing. */
  at(point) {
    const { lat, lng } = this.app.map.containerPointToLatLng(point);
    const y = worldY(lat);
    const x = worldX(lng);
    const inside = new Set();
    for (const { points, box, country } of this.app.ground.rings(this.kind)) {
      if (!this.areas.has(country) || y < box[1] || y > box[3]) continue;
      // Rings may run past the edge of the world, and the map repeats it.
      for (let k = Math.ceil(box[0] - x); k <= Math.floor(box[2] - x); k++) {
        if (!contains(points, x + k, y)) continue;
        if (!inside.delete(country)) inside.add(country);
      }
    }
    return [...inside].slice(0, 1).map((key) => ({ kind: "aire", key }));
  }

  /** Make an area stand out, and return what is said of it. */
  point(code) {
    if (this.pointed !== code) {
      this.pointed = code;
      this.app.layers.topLayer.repaint();
    }
    const area = this.areas.get(code);
    return area ? [this.name(code), areaTexts.area(this.kind, area),
      this.kind === "departements" ? areaTexts.ratio(area) : ""] : [];
  }

  /** Keep an area, or let it go: the filter of the country, or of the département. */
  choose(code) {
    const { app, kind, chosen } = this;
    const next = chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
    if (kind === "pays") {
      app.change((state) => { state.filters.pays = next; }, true);
      return;
    }
    // The feed itself depends on the département: the page asks for another one.
    const server = app.state.server.filter(([name]) => name !== FIELD[kind]);
    app.history.flush();
    location.assign(location.pathname +
      address({ ...app.state, choice: null, server: [...server, ...next.map((value) => [FIELD[kind], value])] }));
  }

  /** The same numbers in a table, in the panel. */
  async showTable() {
    await this.app.needDetails();
    const { dialog } = this.app.controls;
    if (dialog.matches(":modal")) dialog.close(); // on a small screen it would cover the table
    this.app.choose(null);
    this.app.details.panel.show(areaTexts.table(this.kind), tableOfAreas(this), true);
  }

  /** The numbers of an open table follow the selection, and the focus stays on its area. */
  #refreshTable() {
    const panel = byId("carte-panneau");
    if (!panel.querySelector(".carte-tableau")) return;
    const { code } = document.activeElement.dataset;
    this.app.details.panel.show(areaTexts.table(this.kind), tableOfAreas(this), false);
    if (code) panel.querySelector(`[data-code="${CSS.escape(code)}"]`)?.focus();
  }

  #legend() {
    byId("carte-niveau").textContent = areaTexts.legend(this.kind, this.ratio);
    for (const item of document.querySelectorAll("#carte-legende [data-niveaux]")) item.hidden = true;
    byId("carte-legende-classes").replaceChildren(
      ...areaTexts.classes(this.bounds, this.ratio).map((label, i) => element("li", {},
        square(this.used[i]), element("span", {}, label))),
      element("li", {}, square(token(this.kind === "pays" ? "--fond-terre" : "--fond-france")), element("span", {}, areaTexts.none)));
  }

  close() {
    const { layers } = this.app;
    layers.shade = layers.over = null;
    layers.groundLayer.repaint();
    layers.topLayer.repaint();
    this.tableButton.hidden = true;
    if (byId("carte-panneau").querySelector(".carte-tableau")) this.app.details.hide();
  }
}

const square = (color) =>
  element("span", { class: "carte-carre", style: { background: color }, "aria-hidden": "true" });

/** Is a point within a closed line? (Crossings of a ray towards the east.) */
function contains(points, x, y) {
  let inside = false;
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const above = points[i + 1] > y;
    if (above !== points[j + 1] > y &&
      x < ((points[j] - points[i]) * (y - points[i + 1])) / (points[j + 1] - points[i + 1]) + points[i]) {
      inside = !inside;
    }
  }
  return inside;
}
