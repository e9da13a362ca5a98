// The base map: land, borders and départements from our own TopoJSON files, drawn on a canvas.
// Finer outlines are fetched when the view needs them.

import { boxOf, worldX, worldY } from "./geodesy.js";
import { fetchJson } from "./data.js";
import { token } from "./dom.js";

const FINE_WORLD = "monde_50m";
const FINE_WORLD_ZOOM = 3.9;
const DEPARTMENT_ZOOM = 5.25;

const color = (name) => token(`--fond-${name}`);

export class Ground {
  /** `addresses`: the three files; `onChange` is called when a file has come. */
  constructor(addresses, onChange) {
    this.addresses = addresses;
    this.onChange = onChange;
    this.files = {};
    this.asked = {};
  }

  /** Load one file once. A finer file that does not come leaves the coarser one on screen. */
  load(name) {
    this.asked[name] ??= fetchJson(this.addresses[name]).then((topology) => {
      this.files[name] = decode(topology, name === FINE_WORLD);
      this.onChange();
    });
    return this.asked[name];
  }

  #want(name) {
    if (!this.files[name]) this.load(name).catch(() => { delete this.asked[name]; });
    return this.files[name];
  }

  /** The outlines of countries, or of départements, as fine as they have come. */
  rings(kind) {
    const { monde_50m: fine, monde_110m: coarse, departements } = this.files;
    return (kind === "pays" ? fine ?? coarse : departements)?.rings ?? [];
  }

  /** shade: {kind, paint(viewport, rings)} colours countries or départements, or is null. */
  paint(viewport, shade = null) {
    const { context, width, height, zoom } = viewport;
    context.fillStyle = color("mer");
    context.fillRect(0, 0, width, height);
    const fine = zoom >= FINE_WORLD_ZOOM ? this.#want(FINE_WORLD) : null;
    const world = fine ?? this.files.monde_110m;
    if (!world) return;
    context.lineJoin = "round";
    trace(viewport, world.rings, true);
    context.fillStyle = color("terre");
    context.fill("evenodd");
    trace(viewport, world.rings.filter((ring) => ring.country === "FR"), true);
    context.fillStyle = color("france");
    context.fill("evenodd");
    const near = zoom >= DEPARTMENT_ZOOM || shade?.kind === "departements";
    const departments = near ? this.#want("departements") : null;
    if (departments) {
      trace(viewport, departments.rings, true);
      context.fill("evenodd");
    }
    shade?.paint(viewport, (shade.kind === "pays" ? world : departments)?.rings ?? []);
    if (departments) {
      trace(viewport, departments.borders, false);
      this.#stroke(context, "departement", 0.8);
    }
    // The départements draw the coast of France more finely than the world file does.
    const coasts = departments
      ? [...world.coasts.filter((line) => line.country !== "FR"), ...departments.coasts]
      : world.coasts;
    trace(viewport, coasts, false);
    this.#stroke(context, "cote", 0.8);
    trace(viewport, world.borders, false);
    this.#stroke(context, "frontiere", zoom > 4 ? 1 : 0.7);
  }

  #stroke(context, name, width) {
    context.strokeStyle = color(name);
    context.lineWidth = width;
    context.stroke();
  }

  /** Country names with the box of their main part: for labels and for unplaced partners. */
  get countries() {
    return this.files.monde_110m?.countries ?? new Map();
  }
}

/** `french`: keep the coast of France apart, to be replaced by that of its départements. */
function decode(topology, french) {
  const object = Object.values(topology.objects).find((o) => o.geometries?.length > 1);
  const topojson = window.topojson;
  const rings = [];
  const countries = new Map();
  for (const feature of topojson.feature(topology, object).features) {
    const country = feature.properties?.iso ?? feature.properties?.code ?? "";
    const { type, coordinates } = feature.geometry ?? {};
    const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
    for (const polygon of polygons) {
      polygon.forEach((line, i) => {
        const ring = project(line, country);
        rings.push(ring);
        if (i > 0 || !country) return;
        const area = (ring.box[2] - ring.box[0]) * (ring.box[3] - ring.box[1]);
        if (!(countries.get(country)?.area > area)) countries.set(country, { area, ring });
      });
    }
  }
  for (const [code, { area, ring }] of countries) {
    countries.set(code, { area, box: ring.box, point: centroid(ring.points) });
  }
  const lines = (country, filter) => topojson.mesh(topology, object, filter).coordinates
    .flatMap(withoutCuts).map((line) => project(line, country));
  const isFrance = (a) => french && a.properties?.iso === "FR";
  return {
    rings,
    countries,
    borders: lines("", (a, b) => a !== b),
    coasts: [
      ...lines("", (a, b) => a === b && !isFrance(a)),
      ...(french ? lines("FR", (a, b) => a === b && isFrance(a)) : []),
    ],
  };
}

/** Files cut countries along the antimeridian and close Antarctica at the pole: not coasts. */
function withoutCuts(line) {
  const onCut = ([lon, lat]) => Math.abs(lon) > 179.95 || lat < -85;
  const parts = [[]];
  for (let i = 0; i < line.length; i++) {
    if (i > 0 && onCut(line[i]) && onCut(line[i - 1])) parts.push([]);
    parts[parts.length - 1].push(line[i]);
  }
  return parts.filter((part) => part.length > 1);
}

/** Lines that jump from one side of the antimeridian to the other run on instead, past the edge
 *  of the world (Antarctica alone goes round it). */
function project(line, country) {
  const points = new Float32Array(line.length * 2);
  const whole = line[0][1] < -60;
  let previous = line[0][0];
  line.forEach(([lon, lat], i) => {
    previous = whole ? lon : lon + 360 * Math.round((previous - lon) / 360);
    points[2 * i] = worldX(previous);
    points[2 * i + 1] = worldY(lat);
  });
  return { points, box: boxOf(points), country };
}

function centroid(points) {
  let area = 0, x = 0, y = 0;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const cross = points[i] * points[i + 3] - points[i + 2] * points[i + 1];
    area += cross;
    x += (points[i] + points[i + 2]) * cross;
    y += (points[i + 1] + points[i + 3]) * cross;
  }
  return [x / (3 * area), y / (3 * area)];
}

/** Add lines to the current path, leaving out what is off screen or too small to see. */
export function trace(viewport, lines, closed) {
  const { context, scale, left, top } = viewport;
  context.beginPath();
  for (const { points, box } of lines) {
    const [x0, y0, x1, y1] = box;
    if (closed && (x1 - x0) * scale < 1 && (y1 - y0) * scale < 1) continue;
    for (const shift of viewport.copies(x0, y0, x1, y1)) {
      const dx = shift * scale - left;
      let px = points[0] * scale + dx;
      let py = points[1] * scale - top;
      context.moveTo(px, py);
      for (let i = 2; i < points.length; i += 2) {
        const x = points[i] * scale + dx;
        const y = points[i + 1] * scale - top;
        if (Math.abs(x - px) + Math.abs(y - py) < 1 && i < points.length - 2) continue;
        context.lineTo(x, y);
        px = x;
        py = y;
      }
      if (closed) context.closePath();
    }
  }
}
