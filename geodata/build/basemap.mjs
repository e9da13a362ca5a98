// A TopoJSON base map for the browser, from GeoJSON whose features share their borders exactly.
// usage: node basemap.mjs in.geojson out.topojson object weight ring grid
//   weight  points that matter less than this (steradians) are dropped
//   ring    rings smaller than this (steradians) are dropped, except the largest of each feature
//   grid    number of steps of the coordinates' grid, in each direction
import fs from 'node:fs';
import {feature, quantize} from 'topojson-client';
import {topology} from 'topojson-server';
import {filter, presimplify, simplify, sphericalTriangleArea} from 'topojson-simplify';

const [input, output, object, weight, ring, grid] = process.argv.slice(2);

// Area of a small ring in steradians, precise enough to compare islands.
function ringArea(points) {
  const radians = Math.PI / 180;
  let sum = 0;
  for (let i = 0; i < points.length - 1; i++) {
    const [x1, y1] = points[i], [x2, y2] = points[i + 1];
    sum += (x2 - x1) * radians * (Math.sin(y1 * radians) + Math.sin(y2 * radians));
  }
  return Math.abs(sum / 2);
}

function keepLargeRings(map, geometry, smallest) {
  if (geometry.type === 'Polygon') return;
  const areas = geometry.arcs.map(arcs =>
    ringArea(feature(map, {type: 'Polygon', arcs}).geometry.coordinates[0]));
  const largest = Math.max(...areas);
  geometry.arcs = geometry.arcs.filter((_, i) => areas[i] >= smallest || areas[i] === largest);
}

let map = topology({[object]: JSON.parse(fs.readFileSync(input, 'utf8'))});
map = simplify(presimplify(map, sphericalTriangleArea), Number(weight));
for (const geometry of map.objects[object].geometries) keepLargeRings(map, geometry, Number(ring));
// On the grid, small rings collapse to a point or a line. They are dropped; a feature of which
// nothing else is left becomes a square of one step, so that no State vanishes from the map.
function dropCollapsed(map, geometry) {
  const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs;
  const length = ring => ring.reduce((sum, arc) => sum + map.arcs[arc < 0 ? ~arc : arc].length - 1, 1);
  const kept = polygons
    .filter(([outer]) => length(outer) >= 4)
    .map(([outer, ...holes]) => [outer, ...holes.filter(hole => length(hole) >= 4)]);
  if (!kept.length) {
    const [arc] = polygons[0][0];
    const [start] = map.arcs[arc < 0 ? ~arc : arc];
    kept.push([[map.arcs.push([start, [1, 0], [0, 1], [-1, 0], [0, -1]]) - 1]]);
  }
  geometry.type = 'MultiPolygon';
  geometry.arcs = kept;
}

map = quantize(filter(map), Number(grid));
for (const geometry of map.objects[object].geometries) {
  dropCollapsed(map, geometry);
  // A code in the properties needs no second copy; an id is left to tell the parts of France.
  const {iso, code} = geometry.properties;
  if (geometry.id === (iso ?? code)) delete geometry.id;
}
map = filter(map);
fs.writeFileSync(output, JSON.stringify(map) + '\n');
