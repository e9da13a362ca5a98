// The details of what is chosen: its lines on the map and its words in the side panel.

import { cardFor, linkList, placesCard, viewCard } from "./cards.js";
import { edgesOf, linksOf, placesOf, unplacedLinks } from "./choices.js";
import { MAINLAND } from "./aggregate.js";
import { PATHS } from "./app.js";
import { Panel } from "./panel.js";
import { byId, element } from "./dom.js";
import { choiceText } from "./state.js";
import { recordCard } from "./record.js";
import { texts } from "./texts.js";

const MANY_LINES = 120; // a choice with more lines than this is drawn as flows
const MANY_NODES = 60;

export class Details {
  constructor(app) {
    this.app = app;
    this.panel = new Panel(() => app.choose(null));
  }

  get open() {
    return this.panel.open;
  }
  hide() {
    this.panel.hide();
  }

  /** A partnership named by an address is shown even when the filters leave it out. */
  #visibleFor(choice) {
    const { data, result } = this.app.chosenOn;
    return choice.kind === "partenariat" ? new Uint8Array(data.links).fill(1) : result.visible;
  }

  /** null for a choice that names nothing of the feed. */
  #edges(choice) {
    const { data, builder, places } = this.app;
    return edgesOf(data, choice, this.#visibleFor(choice), builder, places);
  }

  /** The scene of a choice, or null when it has no line. */
  scene(choice) {
    const edges = this.#edges(choice);
    if (!edges?.length) return null;
    const { level, builder, scheme, linkClass } = this.app.chosenOn;
    const many = edges.length > MANY_LINES && level !== "lien";
    return builder.build(
      many ? flowLevel(choice) : "lien", this.#visibleFor(choice), scheme, linkClass, edges);
  }

  /** The lines of one partnership, on a view; null when it has none. */
  sceneOf(link, { builder, scheme, linkClass }) {
    const { data } = this.app;
    const edges = [];
    for (let edge = data.firstEdge[link]; edge < data.firstEdge[link + 1]; edge++) edges.push(edge);
    const scene = builder.build("lien", new Uint8Array(data.links).fill(1), scheme, linkClass, edges);
    return scene.lines.length ? scene : null;
  }

  /** Fill the panel; with `focus`, take the reader there. */
  async show(choice, focus) {
    const { app } = this;
    const view = app.chosenOn;
    const ask = choiceText(choice);
    const context = {
      data: app.data, places: app.places, state: view.sideState, scheme: app.scheme,
      eraScheme: app.schemes.epoque, linkClass: view.linkClass, paths: PATHS,
      choose: (next) => app.choose(next), point: (target) => app.point(target, view), change: (...args) => app.change(...args),
    };
    if (choice.kind === "sans-position") {
      const links = unplacedLinks(app.data, view.result.visible);
      this.panel.show(texts.unplacedTitle(links.length),
        [element("p", {}, texts.unplacedWhy), linkList(context, links)], focus);
      return;
    }
    if (choice.kind === "partenariat") {
      await recordCard(this.panel, context, Number(choice.key), focus,
        () => choiceText(app.state.choice) === ask);
      return;
    }
    const edges = this.#edges(choice);
    const links = edges ? linksOf(app.data, edges) : [];
    if (!edges || (choice.kind === "liens" && !links.length)) {
      this.panel.show(texts.outside, [element("p", {}, texts.outsideWhy(choice.key))], focus);
      return;
    }
    const title = choice.kind === "liens"
      ? texts.severalHere(links.length) : app.places.label(choice) || texts.unknownPlace;
    const side = app.comparison?.labelOf(view);
    const card = cardFor(context, choice, links);
    if (choice.kind === "lieux") card.unshift(placesCard(context, placesOf(choice.key, app.places)));
    this.panel.show(side ? `${title} · ${side}` : title, card, focus, view.map.getContainer());
  }

  /** List what the map shows now: the same choices for the keyboard as for the pointer. */
  async showView() {
    const { app } = this;
    await app.needNames();
    app.state.choice = null;
    app.renderScene();
    app.comparison?.renderScene();
    const parts = app.comparison?.views.flatMap((view) =>
      [element("h3", {}, app.comparison.labelOf(view)), ...this.#inView(view)]);
    this.panel.show(texts.inView, parts ?? this.#inView(app), true);
    byId("carte-vue-liste").setAttribute("aria-expanded", "true");
  }

  #inView(view) {
    const { map, layers: { discs, nodeLayer } } = view;
    const { x, y } = map.getSize();
    const margin = map.containerPointToLayerPoint([0, 0]).subtract(nodeLayer._bounds.min);
    const inside = discs.filter((disc) => disc.x >= margin.x && disc.x <= margin.x + x &&
      disc.y >= margin.y && disc.y <= margin.y + y);
    const nodes = [...new Set(inside.map((disc) => disc.node))]
      .sort((a, b) => b.total - a.total).slice(0, MANY_NODES);
    return viewCard({
      places: this.app.places, choose: (target) => this.app.chooseTargets([target], view),
      point: (target) => this.app.point(target, view),
    }, nodes);
  }
}

/** The finest flows that tell a large choice apart. */
function flowLevel({ kind, key }) {
  if (kind === "territoire" && key === MAINLAND) return "pays";
  return kind === "pays" || key.startsWith(`${MAINLAND}-`) ? "region" : "departement";
}
