// What is on the map for a selection at a zoom: flows and counted nodes when far, single links
// when close or few. Painters and pointer read the same scene.

import { aggregate, buildGrouping } from "./aggregate.js";
import { EdgeArcs, FlowArcs } from "./arcs.js";
import { edgeHasLine } from "./selection.js";
import { worldX, worldY } from "./geodesy.js";

export const FEW_LINKS = 250;
const LINKS_ZOOM = 7.5;

export function levelFor(zoom, count) {
  if (count <= FEW_LINKS || zoom >= LINKS_ZOOM) return "lien";
  if (zoom < 5) return "pays";
  return zoom < 6.5 ? "region" : "departement";
}

export class SceneBuilder {
  constructor(data, regionOf, countryPoint) {
    this.data = data;
    this.regionOf = regionOf;
    this.countryPoint = countryPoint;
    this.edgeArcs = new EdgeArcs(data);
    this.groupings = {};
  }

  grouping(level) {
    if (!this.groupings[level]) {
      const grouping = buildGrouping(this.data, level, this.regionOf, this.countryPoint);
      this.groupings[level] = { grouping, arcs: new FlowArcs(grouping) };
    }
    return this.groupings[level];
  }

  /** Positions of countries that depend on the base map are asked again once it has come. */
  forgetGroupings() {
    this.groupings = {};
  }

  /**
   * level: one of pays, region, departement, lien. linkClass: class of each link. only: edges to
   * keep (a choice), or null. least: {flow, node}, the largest numbers of another map to which widths
   * and discs are to be compared. Returns {level, scheme, lines, nodes, most}, each line {arc, kind,
   * width, undated, target} and each node {x, y, total, parts, main, french, target}.
   */
  build(level, visible, scheme, linkClass, only = null, least = { flow: 1, node: 1 }) {
    const parts = { level, scheme, visible, linkClass, only, least };
    return level === "lien" ? this.#links(parts) : this.#flows(parts);
  }

  #flows({ level, scheme, visible, linkClass, only, least }) {
    const { grouping, arcs } = this.grouping(level);
    const kept = only ? keepOnly(this.data, only) : visible;
    const sums = aggregate(this.data, grouping, kept, linkClass, scheme.classes.length);
    const undated = scheme.classes.findIndex((c) => c.key === "non_date");
    const most = {
      flow: Math.max(least.flow, sums.flows[0]?.total ?? 1),
      node: Math.max(least.node, sums.countries[0]?.total ?? 1),
    };
    const lines = [];
    for (const flow of sums.flows) {
      const arc = arcs.get(flow.origin, flow.country);
      if (!arc) continue;
      const key = `${grouping.origins[flow.origin].key}-${grouping.countries[flow.country].key}`;
      lines.push(new FlowLine(arc, flow.main, flow.main === undated,
        flowWidth(level, flow.total, most.flow), key, flow.total));
    }
    const node = (list, french) => (entry) => {
      const place = list[french ? entry.origin : entry.country];
      if (!place.position) return [];
      const kind = french ? "territoire" : "pays";
      return [{
        x: worldX(place.position[0]), y: worldY(place.position[1]), french,
        total: entry.total, parts: entry.parts, main: entry.main,
        target: { kind, key: place.key, total: entry.total },
      }];
    };
    const nodes = [
      ...sums.origins.flatMap(node(grouping.origins, true)),
      ...sums.countries.flatMap(node(grouping.countries, false)),
    ];
    return { level, scheme, lines, nodes, most, counted: true };
  }

  #links({ scheme, visible, linkClass, only }) {
    const { data } = this;
    const lines = [];
    const perPlace = new Map();
    const touch = (place, link, kind) => {
      let node = perPlace.get(place);
      if (!node) {
        node = { place, total: 0, last: -1, main: kind };
        perPlace.set(place, node);
      }
      if (node.last !== link) node.total++;
      node.last = link;
    };
    const see = (edge) => {
      const link = data.edgeLink[edge];
      if (!visible[link] || !edgeHasLine(data, edge)) return;
      touch(data.edgeFrench[edge], link, linkClass[link]);
      touch(data.edgeForeign[edge], link, linkClass[link]);
      lines.push(new LinkLine(this.edgeArcs, edge, link, linkClass[link]));
    };
    if (only) only.forEach(see);
    else for (let e = 0; e < data.edges; e++) see(e);
    const nodes = [];
    for (const { place, total, main } of perPlace.values()) {
      nodes.push({
        x: worldX(data.lon[place]), y: data.worldY[place],
        french: place < data.french, total, main,
        target: { kind: "lieu", place, total },
      });
    }
    nodes.sort((a, b) => b.total - a.total);
    return { level: "lien", scheme, lines, nodes, counted: false };
  }
}

/** The width in pixels of a flow of so many links, when the largest has `most`. */
export function flowWidth(level, total, most) {
  return 1 + (level === "pays" ? 8 : 5) * Math.sqrt(total / Math.max(60, most));
}

class FlowLine {
  constructor(arc, kind, undated, width, key, total) {
    Object.assign(this, { arc, kind, undated, width, target: { kind: "flux", key, total } });
  }
  /** Are both ends in the view? */
  inView(viewport) {
    const { points } = this.arc;
    const last = points.length - 2;
    return shiftInView(viewport, points[0], points[1]) !== null &&
      shiftInView(viewport, points[last], points[last + 1]) !== null;
  }
}

/** The copy of the world on which a point shows, or null. */
export function shiftInView(viewport, x, y) {
  if (y < viewport.y0 || y > viewport.y1) return null;
  const shift = Math.ceil(viewport.x0 - x);
  return shift <= viewport.x1 - x ? shift : null;
}

/** A line that computes its arc, and describes itself, only when asked: there are 10,000 of them. */
class LinkLine {
  constructor(arcs, edge, link, kind) {
    this.arcs = arcs;
    this.edge = edge;
    this.link = link;
    this.kind = kind;
    this.undated = arcs.data.start[link] === 0;
    this.width = 1.5;
  }
  get arc() {
    return this.arcs.get(this.edge);
  }
  get target() {
    return { kind: "partenariat", key: this.arcs.data.linkId[this.link], link: this.link, total: 1 };
  }
  /** Has an end in the view: from close, lines that only pass by are left out. */
  endsIn(viewport) {
    return this.#sees(viewport, this.arcs.data.edgeFrench) || this.#sees(viewport, this.arcs.data.edgeForeign);
  }
  inView(viewport) {
    return this.#sees(viewport, this.arcs.data.edgeFrench) && this.#sees(viewport, this.arcs.data.edgeForeign);
  }
  #sees(viewport, ends) {
    const { data } = this.arcs;
    const place = ends[this.edge];
    return shiftInView(viewport, worldX(data.lon[place]), data.worldY[place]) !== null;
  }
}

function keepOnly(data, edges) {
  const kept = new Uint8Array(data.links);
  for (const edge of edges) kept[data.edgeLink[edge]] = 1;
  return kept;
}
