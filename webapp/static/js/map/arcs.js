// Great circles computed once and kept, and the strokes that draw them.

import { bent, boxOf, greatCircle } from "./geodesy.js";

const FAN_STEP = 0.06; // between two lines that join the same points, as a share of their length
const FAN = 0.3; // of the whole fan
const REPEAT_MAX = 3; // the dash of a thick flow does not grow beyond that of a 3-pixel line

/** Arcs of the edges of the feed, computed when first needed. */
export class EdgeArcs {
  constructor(data) {
    this.data = data;
    this.arcs = new Array(data.edges);
  }
  get(edge) {
    const { data } = this;
    return (this.arcs[edge] ??= makeArc(
      data.lon[data.edgeFrench[edge]], data.lat[data.edgeFrench[edge]],
      data.lon[data.edgeForeign[edge]], data.lat[data.edgeForeign[edge]],
      (this.bends ??= bendsOf(data)).get(edge)));
  }
}

/**
 * How far each edge bends aside, as a share of its length: partnerships between the same two points
 * fan out, so that each can be seen and chosen. Edges alone between their ends are left out.
 */
function bendsOf(data) {
  const together = new Map();
  for (let edge = 0; edge < data.edges; edge++) {
    const [a, b] = [data.edgeFrench[edge], data.edgeForeign[edge]];
    const ends = `${data.lon[a]} ${data.lat[a]} ${data.lon[b]} ${data.lat[b]}`;
    if (together.has(ends)) together.get(ends).push(edge);
    else together.set(ends, [edge]);
  }
  const bends = new Map();
  for (const edges of together.values()) {
    const step = Math.min(FAN_STEP, FAN / edges.length);
    if (edges.length > 1) edges.forEach((edge, i) => bends.set(edge, step * (i - (edges.length - 1) / 2)));
  }
  return bends;
}

/** Arcs between the origins and the countries of one grouping. */
export class FlowArcs {
  constructor(grouping) {
    this.grouping = grouping;
    this.arcs = new Map();
  }
  /** null when one end has no position. */
  get(origin, country) {
    const { origins, countries } = this.grouping;
    const key = origin * countries.length + country;
    if (!this.arcs.has(key)) {
      const a = origins[origin].position;
      const b = countries[country].position;
      this.arcs.set(key, a && b ? makeArc(...a, ...b) : null);
    }
    return this.arcs.get(key);
  }
}

function makeArc(lon1, lat1, lon2, lat2, bend = 0) {
  const straight = greatCircle(lon1, lat1, lon2, lat2);
  const points = bend ? bent(straight, bend) : straight;
  return { points, box: boxOf(points) };
}

/** Add an arc to the current path, on every copy of the world where it shows. */
export function addArc(viewport, { points, box }) {
  const { context, scale, left, top } = viewport;
  for (const shift of viewport.copies(...box)) {
    const dx = shift * scale - left;
    context.moveTo(points[0] * scale + dx, points[1] * scale - top);
    for (let i = 2; i < points.length; i += 2) {
      context.lineTo(points[i] * scale + dx, points[i + 1] * scale - top);
    }
  }
}

export function stroke(context, { color, width, dash, alpha = 1 }) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  const unit = Math.min(REPEAT_MAX, Math.max(1.2, width));
  // A gap of null length between round caps makes dots.
  context.lineCap = dash.length === 2 && dash[0] < 1 ? "round" : "butt";
  context.setLineDash(dash.map((n) => n * unit));
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Squared distance in pixels from a point of the canvas to an arc; Infinity when far. */
export function distanceToArc(viewport, { points, box }, px, py, reach) {
  const { scale, left, top } = viewport;
  const margin = reach / scale;
  const wx = (px + left) / scale;
  const wy = (py + top) / scale;
  if (wy < box[1] - margin || wy > box[3] + margin) return Infinity;
  let best = Infinity;
  for (let k = Math.ceil(wx - margin - box[2]); k <= Math.floor(wx + margin - box[0]); k++) {
    for (let i = 2; i < points.length; i += 2) {
      best = Math.min(best, segmentDistance(
        (points[i - 2] + k - wx) * scale, (points[i - 1] - wy) * scale,
        (points[i] + k - wx) * scale, (points[i + 1] - wy) * scale));
    }
  }
  return best <= reach * reach ? best : Infinity;
}

/** Squared distance from the origin to a segment. */
function segmentDistance(x1, y1, x2, y2) {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / length)) : 0;
  return (x1 + t * dx) ** 2 + (y1 + t * dy) ** 2;
}
