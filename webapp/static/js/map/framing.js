// Where the links of a large selection are: a box that leaves out the few that lie far away.

import { edgeHasLine } from "./selection.js";
import { worldX } from "./geodesy.js";

const LEFT_OUT = 0.05; // share of the ends left out at each border

/** [x0, y0, x1, y1] in world units around most of both ends of the visible links, or null. */
export function framing(data, visible) {
  const ends = [[], [], [], []]; // x and y of the French ends, then of the foreign ones
  for (let e = 0; e < data.edges; e++) {
    if (!visible[data.edgeLink[e]] || !edgeHasLine(data, e)) continue;
    const from = worldX(data.lon[data.edgeFrench[e]]);
    const to = worldX(data.lon[data.edgeForeign[e]]);
    ends[0].push(from);
    ends[1].push(data.worldY[data.edgeFrench[e]]);
    ends[2].push(to - Math.round(to - from)); // the short way round
    ends[3].push(data.worldY[data.edgeForeign[e]]);
  }
  const count = ends[0].length;
  if (!count) return null;
  const cut = Math.floor(count * LEFT_OUT);
  const [x, y, otherX, otherY] = ends.map((values) => {
    const sorted = Float64Array.from(values).sort();
    return [sorted[cut], sorted[count - 1 - cut]];
  });
  return [
    Math.min(x[0], otherX[0]), Math.min(y[0], otherY[0]),
    Math.max(x[1], otherX[1]), Math.max(y[1], otherY[1]),
  ];
}
