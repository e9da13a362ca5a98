// Entry point of the map page: fetch what is needed, in parallel, then start.

import { App, initialState } from "./app.js";
import { Ground } from "./ground.js";
import { Places } from "./places.js";
import { SMALL, byId, showMessage } from "./dom.js";
import { decodeFeed, fetchJson } from "./data.js";
import { preparePrint } from "./print.js";
import { MODES } from "./state.js";
import { classesFor } from "./classes.js";
import { texts } from "./texts.js";
import { updateLegend, updateLevel } from "./legend.js";

const frame = window.atlasCadre;
const page = document.querySelector("main.carte");
const vocabulary = JSON.parse(byId("carte-vocabulaire").textContent);
const state = initialState();
const map = frame.carte;
let app = null;

// On a telephone the map comes first: the legend waits to be opened.
if (SMALL.matches) byId("carte-legende").open = false;
// Filled while the data comes, so that the map knows its room before it is drawn.
const schemes = Object.fromEntries(MODES.map((mode) => [mode, classesFor(mode, vocabulary)]));
updateLegend(schemes[state.mode], "pays", [], []);
updateLevel("pays");
if (state.view) map.setView([state.view.lat, state.view.lon], state.view.zoom, { animate: false });

const ground = new Ground(frame.fonds, () => {
  if (!app) return;
  app.builder.forgetGroupings();
  for (const { layers } of app.views) {
    layers.groundLayer.repaint();
    layers.nodeLayer.repaint();
  }
});

/** For tests and benches: counts, and how long the last repaints took. */
window.atlasCarte = {
  get result() {
    return app?.result;
  },
  get level() {
    return app?.level;
  },
  get lines() {
    return app?.layers.scene.lines.length;
  },
  /** How many lines stand out above the others. */
  get raised() {
    return app?.layers.hovered?.lines.length ?? 0;
  },
  map,
  /** The second map of a comparison. */
  get second() {
    return app?.comparison?.second.map;
  },
  /** Change the state and resolve with the milliseconds until everything was painted. */
  measure(mutate) {
    const started = performance.now();
    app.change(mutate);
    return new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    });
  },
};

async function start() {
  const world = ground.load("monde_110m");
  try {
    const feed = await fetchJson(page.dataset.donnees);
    await world;
    const data = decodeFeed(feed);
    const places = new Places(data, vocabulary, page.dataset.noms);
    app = new App({ frame, data, ground, places, vocabulary, state, schemes });
  } catch (error) {
    byId("carte-etat").textContent = "";
    showMessage(`${texts.failed} (${error.message})`, texts.retry, start);
    console.warn(error);
    return;
  }
  requestAnimationFrame(() => setTimeout(() => {
    performance.mark("atlas:carte-dessinee");
    page.dataset.prete = "";
  }));
  preparePrint(app);
}

start();
