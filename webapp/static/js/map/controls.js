// Layers and filters: real checkboxes that follow the state, with counts that follow the data.

import { SMALL, byId, element, swatch } from "./dom.js";
import { number, partnerships, texts } from "./texts.js";
import { SET_FACETS } from "./data.js";
import { UNKNOWN } from "./selection.js";

export class Controls {
  /** `change(mutate, push)` applies a change to the state. */
  constructor(vocabulary, schemes, change) {
    this.change = change;
    this.labels = labelsOf(vocabulary);
    this.eras = vocabulary.epoques.map((era) => era.code);
    this.form = byId("carte-formulaire");
    this.dialog = byId("carte-filtres");
    this.boxes = [...this.form.querySelectorAll("input[type=checkbox]")];
    for (const box of this.boxes) {
      const scheme = schemes[box.name];
      const kind = scheme.classes[scheme.of(box.value)];
      const sign = box.parentElement.querySelector(".carte-case__signe");
      if (box.name === "epoque" && kind) sign.append(swatch(kind.color, kind.dash));
      else sign.remove();
    }
    this.form.addEventListener("change", (event) => this.#changed(event.target));
    this.form.addEventListener("click", (event) => {
      const only = event.target.dataset?.seule;
      if (only) change((state) => { state.filters.epoque = [only]; }, true);
    });
    byId("carte-ratio").addEventListener("click", () =>
      change((state) => { state.ratio = !state.ratio; }, true));
    byId("carte-effacer").addEventListener("click", () => this.reset());
    byId("carte-ouvre-filtres").addEventListener("click", () => {
      this.dialog.showModal();
      this.form.querySelector(".carte-ferme-filtres").focus();
    });
    // Beside the map on a wide screen the filters are part of the page: Escape leaves them there.
    // The attribute shows them without taking the focus, as `show()` would.
    const stay = () => { if (!SMALL.matches) this.dialog.setAttribute("open", ""); };
    SMALL.addEventListener("change", () => {
      if (SMALL.matches || this.dialog.matches(":modal")) this.dialog.close();
      stay();
    });
    if (SMALL.matches) this.dialog.close();
    this.dialog.addEventListener("close", stay);
  }

  reset() {
    if (new URLSearchParams(location.search).size && this.state?.server.length) {
      location.assign(location.pathname + location.hash);
      return;
    }
    this.clear();
  }

  /** Take away the filters that the browser applies; those that chose the feed stay. */
  clear() {
    this.change((state) => {
      for (const name of Object.keys(state.filters)) {
        state.filters[name] = Array.isArray(state.filters[name]) ? [] : null;
      }
    }, true);
  }

  /** The words of a button that takes a filter away. */
  dropText(field, value) {
    if (!Array.isArray(value)) return texts.dropFilter(texts[field === "de" ? "from" : "until"](value));
    return texts.dropFilter(texts.or(value.map((code) =>
      code === UNKNOWN ? texts.unknownOf(field) : this.labels[field][code] ?? code)));
  }

  #changed(input) {
    if (input.name === "couleur") {
      this.change((state) => { state.mode = input.value; }, true);
    } else if (input.name === "fond") {
      this.change((state) => {
        state.fond = input.value || null;
        state.ratio = false;
        state.compare = null;
      }, true);
    } else if (input.name in SET_FACETS) {
      const checked = this.boxes.filter((box) => box.name === input.name && box.checked)
        .map((box) => box.value);
      if (input.name === "epoque" && !checked.length) {
        // No era at all would be an empty map; the reader is told why the box stays ticked.
        input.checked = true;
        byId("carte-epoques-aide").textContent = texts.oneEraStays;
        return;
      }
      byId("carte-epoques-aide").textContent = "";
      // All the eras: the same map as with no filter.
      const all = input.name === "epoque" && checked.length === this.eras.length;
      this.change((state) => { state.filters[input.name] = all ? [] : checked; }, true);
    }
  }

  /** Show a state and the counts of its selection. */
  update(state, result) {
    this.state = state;
    const { filters } = state;
    for (const box of this.boxes) {
      const chosen = filters[box.name];
      box.checked = chosen.includes(box.value) || (box.name === "epoque" && !chosen.length);
      const count = result.facets[box.name][box.value] ?? 0;
      const item = box.closest("li");
      item.querySelector(".carte-case__nombre").textContent = number(count);
      item.classList.toggle("carte-case--vide", count === 0);
      box.setAttribute("aria-description", partnerships(count));
    }
    for (const group of this.form.querySelectorAll(".carte-groupe")) {
      const chosen = filters[group.dataset.champ].length;
      group.querySelector(".carte-groupe__nombre").textContent = chosen ? `(${chosen})` : "";
    }
    for (const radio of this.form.elements.couleur) radio.checked = radio.value === state.mode;
    for (const radio of this.form.elements.fond) radio.checked = radio.value === (state.fond ?? "");
    const ratio = byId("carte-ratio");
    ratio.hidden = state.fond !== "departements";
    ratio.setAttribute("aria-pressed", String(state.ratio));
    byId("carte-sans-ratio").hidden = state.fond !== "pays";
    this.#tokens(state);
  }

  /** Active filters that have no checkbox here: each can be taken away. */
  #tokens(state) {
    const items = [];
    for (const name of ["type", "statut", "pays"]) {
      for (const value of state.filters[name]) {
        items.push(this.#token(this.labels[name][value] ?? value, () => this.change((s) => {
          s.filters[name] = s.filters[name].filter((v) => v !== value);
        }, true)));
      }
    }
    for (const name of ["de", "a"]) {
      const year = state.filters[name];
      if (year === null) continue;
      items.push(this.#token(texts[name === "de" ? "from" : "until"](year), () =>
        this.change((s) => { s.filters[name] = null; }, true)));
    }
    for (const pair of state.server) {
      const [name, value] = pair;
      items.push(this.#token(texts.serverFilter(name, this.labels[name]?.[value] ?? value), () => {
        const rest = [...new URLSearchParams(location.search)]
          .filter(([n, v]) => n !== pair[0] || v !== pair[1]);
        location.assign(`?${new URLSearchParams(rest)}${location.hash}`);
      }));
    }
    byId("carte-jetons").replaceChildren(...items);
    const { filters } = state;
    const active = items.length + filters.theme.length + filters.financement.length +
      (filters.epoque.length ? 1 : 0);
    byId("carte-nombre-filtres").textContent = active ? `(${active})` : "";
  }

  #token(label, remove) {
    return element("li", {}, element("button",
      { type: "button", class: "carte-jeton", "aria-label": texts.remove(label), onclick: remove },
      label, element("span", { "aria-hidden": "true" }, " ×")));
  }
}

export function labelsOf(vocabulary) {
  const table = (list) => Object.fromEntries(list.map(({ code, libelle }) => [code, libelle]));
  return {
    epoque: table(vocabulary.epoques),
    theme: table(vocabulary.themes),
    financement: table(vocabulary.financements),
    type: table(vocabulary.types),
    statut: table(vocabulary.statuts),
    pays: vocabulary.pays,
    region: vocabulary.regions,
    departement: Object.fromEntries(
      Object.entries(vocabulary.departements).map(([code, { nom }]) => [code, nom]),
    ),
    collectivite: vocabulary.collectivites,
    echelon: table(vocabulary.echelons),
  };
}

