// A search box with suggestions, after the ARIA 1.2 combobox pattern: the focus stays in the box,
// arrows move through the list, Enter goes to the page chosen, or else sends the form as it is
// without scripts. Every name is shown with textContent.

import { LANGUAGE, ROOT } from "../i18n.js";
import { CLOSE_ENOUGH, FAILED, GROUPS, LIST_LABEL, NOTHING, found, links } from "./texts.js";

/** How long (ms) to wait for the next letter; fewest letters; suggestions per group. */
const PAUSE = 120;
const FEWEST = 2;
const PER_GROUP = 5;

function element(name, className, text = "", attributes = {}) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function loadStyle() {
  const href = new URL("../../css/search.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(element("link", "", "", { rel: "stylesheet", href }));
}

const visit = ({ url }) => location.assign(url);

export class Combobox {
  /** `host` is what the list opens below; `group` the only group of the API that is wanted;
   *  `choose` is given the suggestion chosen; `nothing` and `failed` what is said of none. */
  constructor(input, { host = input.form, group = "", choose = visit, nothing = NOTHING, failed = FAILED } = {}) {
    loadStyle();
    Object.assign(this, { input, host, group, choose, nothing, failed });
    this.id = `${input.id}-liste`;
    this.options = [];
    this.active = -1;
    this.asked = input.value.trim();
    this.box = element("div", "suggestions");
    this.box.hidden = true;
    this.list = element("div", "", "", { role: "listbox", id: this.id, "aria-label": LIST_LABEL });
    this.note = element("p", "suggestions__note");
    this.status = element("p", "invisible", "", { role: "status" });
    this.box.append(this.note, this.list);
    host.append(this.box, this.status);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    addEventListener("resize", () => this.place());
    // A press in the list must not take the focus from the box.
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.box.addEventListener("mousedown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
    if (document.activeElement === input && input.value !== input.defaultValue) this.typed();
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    const query = this.input.value.trim();
    this.asked = query;
    if ([...query].length < FEWEST) this.close();
    else this.timer = setTimeout(() => this.ask(query), PAUSE);
  }

  async ask(query) {
    this.request?.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    const parameters = new URLSearchParams({ q: query, limite: PER_GROUP });
    try {
      const answer = await fetch(`${ROOT}/api/v1/recherche?${parameters}`, { signal });
      if (!answer.ok) throw new Error(answer.status);
      const { suggestions } = await answer.json();
      const wanted = suggestions.filter(({ groupe }) => !this.group || groupe === this.group);
      if (!signal.aborted && document.activeElement === this.input) this.show(wanted);
    } catch (error) {
      if (error.name !== "AbortError" && query === this.asked) this.show([], this.failed);
    }
  }

  show(suggestions, nothing = this.nothing) {
    this.setActive(-1);
    this.options = [];
    this.list.replaceChildren();
    for (const code of new Set(suggestions.map(({ groupe }) => groupe))) {
      const name = `${this.id}-${code}`;
      const group = element("div", "suggestions__groupe", "", { role: "group", "aria-labelledby": name });
      group.append(element("p", "suggestions__titre", GROUPS[code], { id: name, role: "presentation" }));
      group.append(...suggestions.filter(({ groupe }) => groupe === code).map((one) => this.option(one)));
      this.list.append(group);
    }
    const said = suggestions.length ? found(suggestions.length) : nothing;
    const approximate = suggestions.length > 0 && !suggestions.some(({ exact }) => exact);
    this.note.textContent = approximate ? CLOSE_ENOUGH : suggestions.length ? "" : nothing;
    this.note.hidden = !this.note.textContent;
    this.list.hidden = !suggestions.length;
    this.status.textContent = approximate ? `${CLOSE_ENOUGH} ${said}` : said;
    this.box.hidden = false;
    this.box.scrollTop = 0;
    this.place();
    this.input.setAttribute("aria-expanded", String(suggestions.length > 0));
  }

  /** The list is wider than a narrow box: it opens to the side where there is room. */
  place() {
    if (this.box.hidden) return;
    const room = this.host.getBoundingClientRect().right;
    this.box.classList.toggle("suggestions--droite", room < this.box.offsetWidth);
  }

  option(suggestion) {
    const node = element("div", "suggestions__choix", "", {
      role: "option", id: `${this.id}-${this.options.length}`, "aria-selected": "false",
    });
    node.suggestion = suggestion;
    const detail = [suggestion.precision, suggestion.motif].filter(Boolean).join(" · ");
    node.append(element("span", "suggestions__nom", suggestion.nom));
    if (detail) node.append(" ", element("span", "suggestions__detail", detail));
    node.append(" ", element("span", "suggestions__liens", links(suggestion.partenariats)));
    node.lang = LANGUAGE;
    this.options.push(node);
    return node;
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.setActive(-1);
    this.box.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
  }

  setActive(place) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const node = this.options[place];
    if (!node) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    node.setAttribute("aria-selected", "true");
    node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", node.id);
  }

  pressed(event) {
    // Some keyboards compose a letter with several presses: those are not for the list.
    if (event.isComposing) return;
    const open = !this.box.hidden && this.options.length > 0;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      if (open) this.move(steps[event.key]);
      else if ([...this.input.value.trim()].length >= FEWEST) this.ask(this.input.value.trim());
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.go(this.options[this.active]);
    } else if (event.key === "Escape" && !this.box.hidden) {
      // The first press closes the list; the second one, the browser's, empties the box.
      event.preventDefault();
      this.close();
    }
  }

  move(step) {
    // One more place than options: the box itself, between the last one and the first.
    const places = this.options.length + 1;
    this.setActive(((this.active + 1 + step + places) % places) - 1);
  }

  go(option) {
    if (!option) return;
    this.choose(option.suggestion);
    this.close();
  }
}
