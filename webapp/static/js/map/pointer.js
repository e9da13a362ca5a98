// What is under the pointer: discs first, then lines; hover shows a name, a click chooses.

import { distanceToArc } from "./arcs.js";
import { wholeLines } from "./paint_lines.js";

const SAME_POINT = 1.5; // pixels
const REACH = matchMedia("(pointer: coarse)").matches ? 14 : 7;

/** The targets at a point of a canvas layer, best first; several links can share one line. */
export function targetsAt(layer, containerPoint, scene, discs, nodeLayer) {
  const onNodes = canvasPoint(nodeLayer, containerPoint);
  let best = null;
  for (const disc of discs) {
    const distance = Math.hypot(disc.x - onNodes.x, disc.y - onNodes.y);
    if (distance <= Math.max(REACH, disc.radius + 2) && (!best || distance < best.distance)) {
      best = { distance, disc };
    }
  }
  if (best) {
    // Bodies of one town stand on one point: all of them are chosen, and told apart beside.
    const { disc } = best;
    const same = scene.counted ? [disc] : discs.filter((other) =>
      Math.hypot(other.x - disc.x, other.y - disc.y) <= SAME_POINT);
    return same.map(({ node }) => node.target);
  }
  const { x, y } = canvasPoint(layer, containerPoint);
  let nearest = Infinity;
  let found = [];
  for (const line of wholeLines(layer.viewport, scene)) {
    const reach = REACH + line.width / 2;
    const distance = distanceToArc(layer.viewport, line.arc, x, y, reach);
    if (distance === Infinity) continue;
    if (distance < nearest - 4) found = [];
    if (distance <= nearest + 1) found.push(line.target);
    nearest = Math.min(nearest, distance);
  }
  return scene.counted ? found.slice(-1) : found.slice(0, 20);
}

function canvasPoint(layer, containerPoint) {
  return layer._map.containerPointToLayerPoint(containerPoint).subtract(layer._bounds.min);
}

/** Wire a Leaflet map: `onHover(targets, point)` at most once per frame, `onChoose(targets)`. */
export function watchPointer(map, find, onHover, onChoose) {
  let frame = 0;
  let last = null;
  map.on("mousemove", (event) => {
    last = event.containerPoint;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (last && !map.dragging.moving()) onHover(find(last), last);
    });
  });
  map.on("mouseout dragstart zoomstart", () => {
    last = null;
    onHover([], null);
  });
  map.on("click", (event) => onChoose(find(event.containerPoint)));
}
