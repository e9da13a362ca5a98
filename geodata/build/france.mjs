// Outlines of départements and régions, dissolved from those of communes.
// usage: node france.mjs communes.ndjson weight ring departements.geojson regions.geojson
//   one commune per line: {"type": "Feature", "properties": {"departement", "region"}, "geometry"}
//   weight and ring as in basemap.mjs
import fs from 'node:fs';
import {feature, mergeArcs} from 'topojson-client';
import {topology} from 'topojson-server';
import {presimplify, simplify, sphericalTriangleArea} from 'topojson-simplify';

const [input, weight, ring, departementsPath, regionsPath] = process.argv.slice(2);
const features = fs.readFileSync(input, 'utf8').trim().split('\n').map(line => JSON.parse(line));
let map = topology({communes: {type: 'FeatureCollection', features}});
map = simplify(presimplify(map, sphericalTriangleArea), Number(weight));

// Area of a ring on the sphere, in steradians (fits outlines the size of a région).
function ringArea(points) {
  const radians = Math.PI / 180;
  let sum = 0;
  for (let i = 0; i < points.length - 1; i++) {
    const [x1, y1] = points[i], [x2, y2] = points[i + 1];
    sum += (x2 - x1) * radians * (Math.sin(y1 * radians) + Math.sin(y2 * radians));
  }
  return Math.abs(sum / 2);
}

// Return one feature per value of `key`: islands above `ring`, and only the holes that another
// territory fills (the Enclave des papes): the others are slivers between communes.
function dissolve(key) {
  const groups = new Map();
  for (const commune of map.objects.communes.geometries) {
    const code = commune.properties[key];
    if (!groups.has(code)) groups.set(code, []);
    groups.get(code).push(commune);
  }
  const merged = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, communes]) => ({code, geometry: mergeArcs(map, communes)}));
  const uses = new Map();
  for (const {geometry} of merged) {
    for (const arc of geometry.arcs.flat(2)) {
      const index = arc < 0 ? ~arc : arc;
      uses.set(index, (uses.get(index) ?? 0) + 1);
    }
  }
  const shared = arcs => arcs.some(arc => uses.get(arc < 0 ? ~arc : arc) > 1);
  const area = arcs =>
    ringArea(feature(map, {type: 'Polygon', arcs: [arcs]}).geometry.coordinates[0]);
  return merged.map(({code, geometry}) => {
    const largest = Math.max(...geometry.arcs.map(([outer]) => area(outer)));
    const kept = geometry.arcs
      .filter(([outer]) => area(outer) >= Number(ring) || area(outer) === largest)
      .map(([outer, ...holes]) =>
        [outer, ...holes.filter(hole => shared(hole) && area(hole) >= Number(ring))]);
    const {coordinates} = feature(map, {type: 'MultiPolygon', arcs: kept}).geometry;
    return {type: 'Feature', properties: {code}, geometry: {type: 'MultiPolygon', coordinates}};
  });
}

const write = (path, key) => fs.writeFileSync(
  path, JSON.stringify({type: 'FeatureCollection', features: dissolve(key)}),
);
write(departementsPath, 'departement');
write(regionsPath, 'region');
