// What a state can ask for besides lines: a second map, or coloured areas. Their modules are fetched
// when they are first asked for, and let go when the state no longer does.

import { byId, showMessage } from "./dom.js";
import { texts } from "./texts.js";

export function followModes(app) {
  const { compare, fond } = app.state;
  byId("carte-comparer").setAttribute("aria-pressed", String(Boolean(compare)));
  if (!compare && app.comparison) {
    app.comparison.close();
    app.comparison = null;
    app.chosenOn = app;
  }
  if (compare && !app.comparison) {
    open(app, async () => {
      const { openComparison } = await import("./compare.js");
      return openComparison(app);
    }, "comparison", (state) => Boolean(state.compare));
  }
  if (app.areas && app.areas.kind !== fond) {
    app.areas.close();
    app.areas = null;
  }
  if (fond && !app.areas) {
    open(app, async () => {
      const { openChoropleth } = await import("./choropleth.js");
      return openChoropleth(app);
    }, "areas", (state) => state.fond === fond);
  }
}

async function open(app, make, name, wanted) {
  try {
    const made = await make();
    if (app[name] || !wanted(app.state)) made.close();
    else {
      app[name] = made;
      app.render();
    }
  } catch (error) {
    showMessage(`${texts.failed} (${error.message})`, texts.retry, () => app.render());
  }
}
