// On paper the map takes the width of the sheet: it is drawn again at that size, then put back.

const SHEET = "carte-imprime";

export function preparePrint(map, layers) {
  const redraw = () => {
    map.invalidateSize({ animate: false, pan: false });
    layers.paintNow();
  };
  addEventListener("beforeprint", () => {
    document.body.classList.add(SHEET);
    redraw();
  });
  addEventListener("afterprint", () => {
    document.body.classList.remove(SHEET);
    redraw();
  });
}
