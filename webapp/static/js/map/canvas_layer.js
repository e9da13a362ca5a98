// A Leaflet layer that is one canvas, painted by a function; the base class takes care of panning,
// zoom animation and sharp screens.

const L = window.L;

/** What a painter needs to place world units on its canvas. */
export class Viewport {
  constructor(context, width, height, scale, left, top, zoom) {
    this.context = context;
    this.width = width;
    this.height = height;
    this.scale = scale; // pixels for the whole world
    this.left = left; // world pixels of the left and top edges
    this.top = top;
    this.zoom = zoom;
    this.x0 = left / scale;
    this.x1 = (left + width) / scale;
    this.y0 = top / scale;
    this.y1 = (top + height) / scale;
  }
  /** Copies of the world on which a box (world units) shows: whole shifts in x. */
  copies(x0, y0, x1, y1) {
    if (y1 < this.y0 || y0 > this.y1) return [];
    const shifts = [];
    for (let k = Math.ceil(this.x0 - x1); k <= Math.floor(this.x1 - x0); k++) shifts.push(k);
    return shifts;
  }
}

export const CanvasLayer = L.Renderer.extend({
  initialize(options, paint) {
    this._layers = {};
    L.Util.setOptions(this, options);
    L.Util.stamp(this);
    this._paint = paint;
    this.viewport = null;
  },
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.setAttribute("aria-hidden", "true");
    this._context = this._container.getContext("2d");
  },
  _destroyContainer() {
    this._container.remove();
    delete this._container;
    delete this._context;
  },
  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
  },
  // The base class answers these by moving the canvas by fractions of a pixel, which blurs it; the
  // `moveend` that always follows paints it in its place.
  _reset() {},
  _onZoom() {
    if (this._map._animatingZoom || this._map.getZoom() !== this._zoom) {
      L.Renderer.prototype._onZoom.call(this);
    }
  },
  _onMove() {
    // A long drag leaves the painted margin: paint again under way, once per frame.
    if (this._map._animatingZoom || this._map.getZoom() !== this._zoom) return;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const view = L.bounds(corner, corner.add(this._map.getSize()));
    if (this._bounds && !this._bounds.contains(view)) this.repaint(true);
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this._ratio = ratio;
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    const zoom = this._map.getZoom();
    const scale = this._map.options.crs.scale(zoom);
    this.viewport = new Viewport(this._context, size.x, size.y, scale, origin.x, origin.y, zoom);
    this.paintNow();
  },
  paintNow() {
    if (!this.viewport) return;
    const { context, width, height } = this.viewport;
    context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this._paint(this.viewport);
  },
  /** Paint at the next frame; with `moved`, after taking the new position of the map. */
  repaint(moved = false) {
    this._moved = this._moved || moved;
    if (this._frame) return;
    this._frame = requestAnimationFrame(() => {
      const again = this._moved;
      this._frame = null;
      this._moved = false;
      if (!this._map) return;
      if (again) this._update();
      else this.paintNow();
    });
  },
});
