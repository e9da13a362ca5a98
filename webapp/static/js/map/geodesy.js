// Web Mercator in world units (the whole world is 1 × 1, x grows eastwards, y southwards) and
// great circles. Longitudes and latitudes are in degrees WGS 84.

const RAD = Math.PI / 180;
const MAX_LAT = 85.0511; // where Web Mercator is square
const STEP = 3; // degrees of arc between two points of a great circle

export const worldX = (lon) => lon / 360 + 0.5;

export function worldY(lat) {
  const s = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** Longitude and latitude of a point in world units; null for none. */
export function lonLat(point) {
  if (!point) return null;
  const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * point[1]))) / RAD;
  return [(point[0] - 0.5) * 360, lat];
}

/** Great circle from one place to another, as x, y, x, y… in world units. x runs past 0 or 1
 *  where the arc crosses the antimeridian, so that the line is never cut. */
export function greatCircle(lon1, lat1, lon2, lat2) {
  const a = toVector(lon1, lat1);
  const b = toVector(lon2, lat2);
  const angle = Math.acos(Math.max(-1, Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])));
  const sine = Math.sin(angle);
  // Two antipodes have no single great circle, two neighbours need no curve.
  const pieces = sine < 1e-6 ? 1 : Math.max(1, Math.ceil(angle / RAD / STEP));
  const points = new Float32Array(2 * (pieces + 1));
  let previous = lon1;
  for (let i = 0; i <= pieces; i++) {
    let lon = i ? lon2 : lon1;
    let lat = i ? lat2 : lat1;
    if (i && i < pieces) {
      const f = Math.sin((1 - i / pieces) * angle) / sine;
      const g = Math.sin((i / pieces) * angle) / sine;
      const x = f * a[0] + g * b[0];
      const y = f * a[1] + g * b[1];
      lon = Math.atan2(y, x) / RAD;
      lat = Math.atan2(f * a[2] + g * b[2], Math.hypot(x, y)) / RAD;
    }
    lon += 360 * Math.round((previous - lon) / 360);
    previous = lon;
    points[2 * i] = worldX(lon);
    points[2 * i + 1] = worldY(lat);
  }
  return points;
}

/**
 * The same line, bent aside: by `amount` of the distance between its ends at its middle, by nothing
 * at its ends.
 */
export function bent(points, amount) {
  const last = points.length / 2 - 1;
  const pieces = Math.max(12, last);
  const dx = points[2 * last] - points[0];
  const dy = points[2 * last + 1] - points[1];
  const out = new Float32Array(2 * (pieces + 1));
  for (let i = 0; i <= pieces; i++) {
    const at = (i / pieces) * last;
    const k = Math.min(last - 1, Math.floor(at));
    const t = at - k;
    const aside = amount * 4 * (i / pieces) * (1 - i / pieces);
    out[2 * i] = points[2 * k] + t * (points[2 * k + 2] - points[2 * k]) - aside * dy;
    out[2 * i + 1] = points[2 * k + 1] + t * (points[2 * k + 3] - points[2 * k + 1]) + aside * dx;
  }
  return out;
}

function toVector(lon, lat) {
  const c = Math.cos(lat * RAD);
  return [c * Math.cos(lon * RAD), c * Math.sin(lon * RAD), Math.sin(lat * RAD)];
}

/** Bounding box [minX, minY, maxX, maxY] of x, y, x, y… */
export function boxOf(points) {
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
  for (let i = 0; i < points.length; i += 2) {
    if (points[i] < x0) x0 = points[i];
    if (points[i] > x1) x1 = points[i];
    if (points[i + 1] < y0) y0 = points[i + 1];
    if (points[i + 1] > y1) y1 = points[i + 1];
  }
  return [x0, y0, x1, y1];
}

/** Mean position of places on the sphere: right across the antimeridian too. */
export class SphericalMean {
  constructor() {
    this.x = this.y = this.z = 0;
  }
  add(lon, lat) {
    const [x, y, z] = toVector(lon, lat);
    this.x += x;
    this.y += y;
    this.z += z;
  }
  /** [lon, lat], or null when nothing was added. */
  get position() {
    if (!this.x && !this.y && !this.z) return null;
    return [Math.atan2(this.y, this.x) / RAD, Math.atan2(this.z, Math.hypot(this.x, this.y)) / RAD];
  }
}
