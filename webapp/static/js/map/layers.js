// The four canvases of the map (ground, lines, highlight, names) and what they show.

import { CanvasLayer, Viewport } from "./canvas_layer.js";
import { paintLines } from "./paint_lines.js";
import { paintNodes } from "./paint_nodes.js";

export const NO_LINES = { lines: [], nodes: [], counted: true };

export class Layers {
  /** frame: window.atlasCadre. label(target): name of a node. countryNames(): base map labels.
   *  mark(place): see Places.mark. */
  constructor(frame, ground, label, countryNames, mark) {
    this.map = frame.carte;
    this.scene = NO_LINES;
    this.chosen = null; // scene of the choice, drawn above the others
    this.hovered = null;
    this.discs = [];
    this.shade = null; // coloured areas: {kind, paint(viewport, rings)}
    this.over = null; // what outlines them: a painter
    const add = (name, paint) => {
      const layer = new CanvasLayer({ ...frame.couches[name] }, paint);
      layer.addTo(this.map);
      return layer;
    };
    this.groundLayer = add("fond", (viewport) => ground.paint(viewport, this.shade));
    this.lineLayer = add("liens", (viewport) => {
      if (this.scene.scheme) paintLines(viewport, this.scene);
    });
    this.topLayer = add("surbrillance", (viewport) => {
      if (this.chosen) paintLines(viewport, this.chosen, true);
      if (this.chosen && this.hovered) fade(viewport);
      if (this.hovered) paintLines(viewport, this.hovered, true);
      this.over?.(viewport);
    });
    this.nodeLayer = add("etiquettes", (viewport) => {
      const shown = this.chosen ?? this.scene;
      this.discs = shown.scheme ? paintNodes(viewport, shown, label, countryNames(), mark) : [];
    });
  }

  /** Show a scene, and above it the scene of a choice (or null). Paints at the next frame. */
  show(scene, chosen) {
    this.scene = scene;
    this.chosen = chosen;
    this.hovered = null;
    this.lineLayer._container.classList.toggle("carte-estompe", Boolean(chosen));
    for (const layer of [this.lineLayer, this.nodeLayer, this.topLayer]) layer.repaint();
  }

  /** What the map shows now, painted on a canvas of its own of `width` × `height` CSS pixels, each
   *  `sharpness` dots wide: all of the view on screen, which stays as it is. */
  picture(width, height, sharpness) {
    const { x, y } = this.map.getSize();
    const zoom = this.map.getZoom() + Math.log2(Math.min(width / x, height / y));
    const centre = this.map.project(this.map.getCenter(), zoom);
    const scale = this.map.options.crs.scale(zoom);
    const discs = this.discs; // where the pointer finds the nodes on screen: painting moves them
    const sheet = blank(width, height, sharpness);
    for (const layer of [this.groundLayer, this.lineLayer, this.topLayer, this.nodeLayer]) {
      // One canvas for each layer, as on screen: some painters erase or fade what theirs holds.
      const context = blank(width, height, sharpness);
      layer._paint(new Viewport(context, width, height, scale,
        centre.x - width / 2, centre.y - height / 2, zoom));
      sheet.globalAlpha = Number(getComputedStyle(layer._container).opacity);
      sheet.drawImage(context.canvas, 0, 0, width, height);
    }
    this.discs = discs;
    return sheet.canvas;
  }

  /** Emphasise the lines of some targets: those of a node, or the lines themselves. */
  hover(targets) {
    const shown = this.chosen ?? this.scene;
    const wanted = targets.length ? matcher(targets) : null;
    const lines = wanted ? shown.lines.filter(wanted) : [];
    this.emphasise(lines.length ? { ...shown, lines } : null);
  }

  /** Draw a scene above what is shown, which fades; null for none. */
  emphasise(scene) {
    if (!scene && !this.hovered) return;
    this.hovered = scene;
    this.lineLayer._container.classList.toggle("carte-estompe", Boolean(this.chosen));
    this.lineLayer._container.classList.toggle(
      "carte-estompe-peu", Boolean(this.hovered) && !this.chosen);
    this.topLayer.repaint();
  }
}

/** The context of a new canvas that measures in CSS pixels. */
function blank(width, height, sharpness) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: width * sharpness, height: height * sharpness });
  const context = canvas.getContext("2d");
  context.scale(sharpness, sharpness);
  return context;
}

/** Leave a shadow of what is painted. */
function fade({ context, width, height }) {
  context.globalCompositeOperation = "destination-in";
  context.fillStyle = "rgba(0, 0, 0, 0.3)";
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = "source-over";
}

function matcher(targets) {
  const { kind, key } = targets[0];
  if (kind === "pays") return (line) => line.target.key.endsWith?.(`-${key}`);
  if (kind === "territoire") return (line) => line.target.key.startsWith?.(`${key}-`);
  if (kind === "lieu") {
    const places = new Set(targets.map(({ place }) => place));
    return ({ edge, arcs }) => places.has(arcs.data.edgeFrench[edge]) || places.has(arcs.data.edgeForeign[edge]);
  }
  const keys = new Set(targets.map((target) => target.key));
  return (line) => keys.has(line.target.key);
}
