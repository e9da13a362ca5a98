// Two Leaflet maps that show the same place: whichever the reader moves, the other follows.

/** Returns a function that lets them go. */
export function followEachOther(one, other) {
  let leading = false; // what the follower tells of its own move is no move of the reader's
  const leads = (leader, follower) => {
    const act = (move) => () => {
      if (leading) return;
      leading = true;
      try {
        move(leader, follower);
      } finally {
        leading = false;
      }
    };
    const handlers = { move: act(shift), moveend: act(settle), zoomend: act(settle) };
    leader.on(handlers);
    return () => leader.off(handlers);
  };
  const stops = [leads(one, other), leads(other, one)];
  return () => stops.forEach((stop) => stop());
}

/** Under way the follower is only slid: its canvases are painted again when they run out. */
function shift(leader, follower) {
  if (leader.getZoom() !== follower.getZoom() || leader._animatingZoom) return;
  const by = follower.project(leader.getCenter()).subtract(follower.project(follower.getCenter()));
  follower._rawPanBy(by.round());
  follower.fire("move");
}

function settle(leader, follower) {
  follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
}
