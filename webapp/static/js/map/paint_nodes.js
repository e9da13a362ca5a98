// Draws counted discs (countries, French territories), places and names, without collisions.

import { number } from "./texts.js";
import { token } from "./dom.js";

/** Boxes already taken on the canvas, on a coarse grid. */
class Room {
  constructor() {
    this.boxes = [];
  }
  free(x0, y0, x1, y1) {
    return this.boxes.every((b) => x1 <= b[0] || x0 >= b[2] || y1 <= b[1] || y0 >= b[3]);
  }
  take(x0, y0, x1, y1) {
    this.boxes.push([x0, y0, x1, y1]);
  }
}

/**
 * Paint nodes then names. `nameOf(target)` gives the name of a node or "". `countryNames`: names
 * of the base map {code, name, box, point}. `markOf(place)`: see Places.mark. Returns the discs drawn, for the pointer:
 * [{x, y, radius, node}] in canvas pixels.
 */
export function paintNodes(viewport, scene, nameOf, countryNames, markOf) {
  const room = new Room();
  const discs = [];
  const most = scene.most?.node;
  const visible = [];
  for (const node of scene.nodes) {
    for (const shift of viewport.copies(node.x, node.y, node.x, node.y)) {
      visible.push({
        node,
        x: (node.x + shift) * viewport.scale - viewport.left,
        y: node.y * viewport.scale - viewport.top,
      });
    }
  }
  if (scene.counted) {
    // The French discs first: flows start from them, they keep their place.
    for (const spot of visible) discs.push(countedSpot(spot, most, room));
    // Large over small, so that a number is never covered.
    for (let i = discs.length - 1; i >= 0; i--) drawCounted(viewport, scene.scheme, discs[i]);
  } else {
    for (const spot of visible) discs.push(placeSpot(spot, scene.nodes.length, viewport.zoom));
    for (let i = discs.length - 1; i >= 0; i--) {
      drawPlace(viewport, scene.scheme, discs[i], markOf(discs[i].node.target.place));
    }
    for (const d of discs) {
      if (d.radius > 3) room.take(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius);
    }
  }
  const named = new Set();
  const limit = scene.counted ? 80 : 60;
  for (const disc of discs.slice(0, 400)) {
    if (named.size >= limit) break;
    const { target } = disc.node;
    const text = nameOf(target);
    if (text && nameBelow(viewport, room, disc, text)) named.add(`${target.kind}:${target.key}`);
  }
  paintCountries(viewport, room, countryNames.filter(({ code }) => !named.has(`pays:${code}`)));
  return discs;
}

function countedSpot({ node, x, y }, most, room) {
  const text = number(node.total);
  const share = Math.sqrt(node.total / Math.max(40, most));
  // A French disc is as wide as its number asks; a ring needs room around its number.
  let radius = node.french ? 5 + 2.7 * text.length : Math.max(9 + 12 * share, 5 + 3.6 * text.length);
  const half = radius * 0.85; // discs may touch a little before one gives way
  const spot = node.total * 40 >= most ? freeSpot(room, x, y, half)
    : room.free(x - half, y - half, x + half, y + half) ? [x, y] : null;
  if (!spot) return { node, x, y, radius: 4, counted: false, text };
  const [sx, sy] = spot;
  room.take(sx - half, sy - half, sx + half, sy + half);
  return { node, x: sx, y: sy, fromX: x, fromY: y, radius, counted: true, text };
}

/** The nearest place where a disc that matters finds room, at most a few steps away, or null. */
function freeSpot(room, x, y, half) {
  for (const distance of [0, 8, 16, 24, 32]) {
    for (let turn = 0; turn < (distance ? 12 : 1); turn++) {
      const sx = x + distance * Math.cos((turn * Math.PI) / 6);
      const sy = y + distance * Math.sin((turn * Math.PI) / 6);
      if (room.free(sx - half, sy - half, sx + half, sy + half)) return [sx, sy];
    }
  }
  return null;
}

function drawCounted({ context }, { classes }, disc) {
  const { node, x, y, radius, counted, text } = disc;
  const full = 2 * Math.PI;
  if (counted && (disc.fromX !== x || disc.fromY !== y)) {
    context.beginPath();
    context.moveTo(disc.fromX, disc.fromY);
    context.lineTo(x, y);
    context.lineWidth = 1.5;
    context.strokeStyle = token("--encre-2", "#4d5a62");
    context.stroke();
  }
  circle(context, x, y, radius + 1.5);
  context.fillStyle = "#fffdf8";
  context.fill();
  if (node.french) {
    circle(context, x, y, radius);
    context.fillStyle = token("--encre", "#1b2a33");
    context.fill();
  } else {
    let angle = -Math.PI / 2;
    node.parts.forEach((part, kind) => {
      if (!part) return;
      const next = angle + (full * part) / node.total;
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, radius, angle, next);
      context.fillStyle = classes[kind].color;
      context.fill();
      angle = next;
    });
    if (counted) {
      circle(context, x, y, radius - Math.max(3.2, radius * 0.24));
      context.fillStyle = "#fffdf8";
      context.fill();
    }
  }
  if (!counted) return;
  context.fillStyle = node.french ? "#fffdf8" : token("--encre", "#1b2a33");
  context.font = `600 ${radius > 15 ? 13 : 11}px ${token("--sans", "sans-serif")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}

function placeSpot({ node, x, y }, count, zoom) {
  const base = count > 600 || zoom < 4 ? 1.6 : 2.4;
  return { node, x, y, radius: Math.min(9, base + 0.9 * Math.sqrt(node.total)), counted: false };
}

function drawPlace({ context }, { classes }, { node, x, y, radius }, mark) {
  if (mark === "aire") {
    context.beginPath();
    context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
  } else circle(context, x, y, radius);
  context.fillStyle = node.french ? token("--encre", "#1b2a33") : "#fffdf8";
  context.fill();
  context.lineWidth = node.french ? 1 : 1.6;
  context.strokeStyle = node.french ? "#fffdf8" : classes[node.main].color;
  if (mark === "approche") context.setLineDash([2.4, 2]);
  context.stroke();
  context.setLineDash([]);
}

function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Write a name under a disc, or above it, where there is room. */
function nameBelow(viewport, room, { x, y, radius, node }, text) {
  const { context } = viewport;
  const size = node.french && node.target.kind === "lieu" ? 12 : 11.5;
  context.font = `500 ${size}px ${token("--sans", "sans-serif")}`;
  const half = context.measureText(text).width / 2 + 2;
  for (const top of [y + radius + 2, y - radius - size - 3]) {
    if (!room.free(x - half, top, x + half, top + size + 1)) continue;
    room.take(x - half, top, x + half, top + size + 1);
    halo(context, text, x, top + size / 2 + 0.5, token("--encre", "#1b2a33"));
    return true;
  }
  return false;
}

function halo(context, text, x, y, color) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = "rgba(255, 253, 248, 0.85)";
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Quiet names of the other countries, largest first, where their land is wide enough. */
function paintCountries(viewport, room, countries) {
  const { context, scale, left, top } = viewport;
  for (const { name, box, point } of countries) {
    const size = (box[2] - box[0]) * scale > 260 ? 13 : 11;
    context.font = `400 ${size}px ${token("--sans", "sans-serif")}`;
    context.letterSpacing = "0.4px";
    const half = context.measureText(name).width / 2;
    if (2 * half < (box[2] - box[0]) * scale * 1.1) {
      for (const shift of viewport.copies(point[0], point[1], point[0], point[1])) {
        const x = (point[0] + shift) * scale - left;
        const y = point[1] * scale - top;
        if (!room.free(x - half, y - 7, x + half, y + 7)) continue;
        room.take(x - half, y - 7, x + half, y + 7);
        halo(context, name, x, y, token("--fond-nom", "#6a6d68"));
      }
    }
    context.letterSpacing = "0px";
  }
}
