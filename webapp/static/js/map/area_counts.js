// How many partnerships and members each country, or each département, has in a selection.

/**
 * kind: pays or departements. Returns {areas, elsewhere}: areas is a Map of code to {links, members},
 * those that have some; elsewhere, the selected partnerships that no area counts (those of régions
 * have no département). A partnership counts once per area.
 */
export function countAreas(data, visible, kind) {
  const ends = kind === "pays" ? data.edgeForeign : data.edgeFrench;
  const codes = data.codes[kind];
  const links = new Int32Array(codes.length);
  const members = new Int32Array(codes.length);
  const last = new Int32Array(codes.length).fill(-1);
  const seen = new Uint8Array(data.places);
  const counted = new Uint8Array(data.links);
  for (let e = 0; e < data.edges; e++) {
    const link = data.edgeLink[e];
    const place = ends[e];
    const group = data.group[place];
    if (!visible[link] || group < 0) continue;
    counted[link] = 1;
    if (last[group] !== link) links[group]++; // edges of one link follow each other
    last[group] = link;
    if (!seen[place]) members[group]++;
    seen[place] = 1;
  }
  const areas = new Map();
  codes.forEach((code, group) => {
    if (links[group]) areas.set(code, { links: links[group], members: members[group] });
  });
  let elsewhere = 0;
  for (let link = 0; link < data.links; link++) if (visible[link] && !counted[link]) elsewhere++;
  return { areas, elsewhere };
}
