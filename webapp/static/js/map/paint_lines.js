// Draws the lines of a scene, few strokes for many lines.

import { addArc, stroke } from "./arcs.js";
import { FEW_LINKS, shiftInView } from "./scene.js";
import { UNKNOWN } from "./selection.js";

const EDGE = "#fffdf8";
const CROWD = 220; // flows
const DASH_LIMIT = 1500; // dashing more lines than this costs more than it tells
const CROWDED_LINKS = 350;
const RAY = 20; // pixels, from a place
const FLOW_RAY = 34; // from the middle of a disc
const RAY_UNIT = 1.2; // pixels of a unit of dash on a ray
const WIDE = 4; // flows wider than this are always drawn whole

/** The lines of a scene worth drawing in this view. */
export function linesInView(viewport, scene) {
  if (scene.counted || scene.lines.length <= FEW_LINKS) return scene.lines;
  return scene.lines.filter((line) => line.endsIn(viewport));
}

/** So many single links end in this view that only their directions are drawn. */
export const isCrowded = (scene, lines) => !scene.counted && lines.length > CROWDED_LINKS;

const isWhole = (viewport, line) => line.width >= WIDE || line.inView(viewport);

/** The lines that are drawn from end to end, and that a pointer can meet. */
export function wholeLines(viewport, scene) {
  const lines = linesInView(viewport, scene);
  const crowded = scene.counted ? lines.length > CROWD : isCrowded(scene, lines);
  return crowded ? lines.filter((line) => isWhole(viewport, line)) : lines;
}

export function paintLines(viewport, scene, strong = false) {
  const lines = linesInView(viewport, scene);
  if (scene.counted) paintFlows(viewport, scene, lines, strong);
  else paintLinks(viewport, scene, lines, strong);
}

/**
 * Flows have each their width: largest below, each with a pale edge that keeps crossings legible.
 * The dash of its class is drawn over a faint continuous line: many gaps make a map flicker.
 */
function paintFlows(viewport, { scheme }, lines, strong) {
  const { context } = viewport;
  context.lineJoin = "round";
  // A crowd of thin flows that leave the view would be a haze: their directions are enough.
  const crowded = !strong && lines.length > CROWD;
  if (crowded) {
    const leaving = lines.filter((line) => !isWhole(viewport, line));
    paintRays(viewport, scheme, leaving, FLOW_RAY);
    lines = lines.filter((line) => isWhole(viewport, line));
  }
  // What is not known lies under what is.
  const unknown = scheme.classes.findIndex(({ key }) => key === UNKNOWN);
  const known = lines.filter((line) => line.kind !== unknown);
  for (const line of [...lines.filter((other) => other.kind === unknown), ...known]) {
    const { color, dash } = scheme.classes[line.kind];
    const faint = (crowded ? 0.3 : 0.42) - (line.kind === unknown ? 0.15 : 0);
    const alpha = strong ? 0.95 : Math.min(0.9, faint + 0.14 * (line.width - 1));
    const width = strong ? line.width + 0.6 : line.width;
    context.beginPath();
    addArc(viewport, line.arc);
    if (line.width > 2.5) stroke(context, { color: EDGE, width: width + 1.6, dash: [], alpha: 0.7 });
    if (line.undated) stroke(context, { color, width, alpha, dash: scheme.dotted });
    else {
      if (dash.length) stroke(context, { color, width, alpha: alpha * 0.4, dash: [] });
      stroke(context, { color, width, alpha, dash });
    }
  }
}

/** Links share strokes: one path per class, dated and undated. */
function paintLinks(viewport, { scheme }, lines, strong) {
  const { context } = viewport;
  if (isCrowded({ counted: false }, lines)) {
    paintRays(viewport, scheme, lines, RAY);
    lines = lines.filter((line) => line.inView(viewport));
  }
  const few = lines.length <= FEW_LINKS;
  const alpha = strong || few ? 0.85 : 0.5;
  const width = strong ? 2.2 : few ? 1.7 : 1.2;
  const plain = lines.length > DASH_LIMIT;
  for (let kind = scheme.classes.length - 1; kind >= 0; kind--) {
    for (const undated of [true, false]) {
      context.beginPath();
      let some = false;
      for (const line of lines) {
        if (line.kind !== kind || line.undated !== undated) continue;
        addArc(viewport, line.arc);
        some = true;
      }
      if (!some) continue;
      const { color, dash } = scheme.classes[kind];
      stroke(context, {
        color, width, alpha, dash: plain ? [] : undated ? scheme.dotted : dash,
      });
    }
  }
}

/**
 * The strokes [from, to] of a dash on a ray, as shares of its length. There can be thousands of rays:
 * a few segments each cost much less than the dashes of the canvas.
 */
export function rayStrokes(dash, length) {
  if (!dash.length) return [[0, 1]];
  const strokes = [];
  for (let at = 0, i = 0; at < length; i++) {
    const step = Math.max(1, dash[i % dash.length]) * RAY_UNIT;
    if (i % 2 === 0) strokes.push([at / length, Math.min(length, at + step) / length]);
    at += step;
  }
  return strokes;
}

/** A short stroke from each place in view towards its partner, out of view. */
function paintRays(viewport, { classes, dotted }, lines, length) {
  const { context, scale, left, top } = viewport;
  const paths = classes.map(() => new Path2D());
  const strokes = classes.map(({ dash }) => rayStrokes(dash, length));
  const dots = rayStrokes(dotted, length);
  for (const line of lines) {
    if (line.inView(viewport)) continue;
    const { points } = line.arc;
    const last = points.length - 2;
    for (const [end, next] of [[0, 2], [last, last - 2]]) {
      const shift = shiftInView(viewport, points[end], points[end + 1]);
      if (shift === null) continue;
      const x = (points[end] + shift) * scale - left;
      const y = points[end + 1] * scale - top;
      const dx = points[next] - points[end];
      const dy = points[next + 1] - points[end + 1];
      const unit = length / (Math.hypot(dx, dy) || 1);
      const path = paths[line.kind];
      for (const [from, to] of line.undated ? dots : strokes[line.kind]) {
        path.moveTo(x + dx * unit * from, y + dy * unit * from);
        path.lineTo(x + dx * unit * to, y + dy * unit * to);
      }
    }
  }
  context.lineWidth = 1.5;
  context.lineCap = "butt";
  context.globalAlpha = 0.7;
  paths.forEach((path, kind) => {
    context.strokeStyle = classes[kind].color;
    context.stroke(path);
  });
  context.globalAlpha = 1;
}
