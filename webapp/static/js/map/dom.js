// Small helpers to build pages. Text always goes through textContent: a name is never markup.

/** element("p", {class: "x", onclick: f}, "text", child…): attributes, then text or elements. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Screens on which the map comes first and the rest over it, as carte.css has it. */
export const SMALL = matchMedia("(max-width: 900px)");

export const byId = (id) => document.getElementById(id);

/** A sentence over the map with one way out. */
export function showMessage(sentence, action, act) {
  const box = byId("carte-message");
  box.querySelector("p").textContent = sentence;
  const button = box.querySelector("button");
  button.textContent = action;
  button.onclick = () => {
    box.hidden = true;
    act();
  };
  box.hidden = false;
}

/** Only addresses of the web, never javascript: or data:, become links. */
export function link(url, text, attributes = {}) {
  const safe = /^(https?:\/\/|\/(?!\/)|\?|#)/i.test(url);
  return safe ? element("a", { href: url, ...attributes }, text) : element("span", {}, text);
}

const SVG = "http://www.w3.org/2000/svg";

/** A short line with the colour and dash of a class, as a legend shows it. */
export function swatch(color, dash, width = 3) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "line");
  for (const [name, value] of Object.entries({
    class: "carte-trait", viewBox: "0 0 44 8", width: 44, height: 8, "aria-hidden": "true",
  })) svg.setAttribute(name, value);
  // Long dashes are drawn smaller: one repeat at least shows, or they would pass for a whole line.
  const unit = Math.min(2, width, 30 / dash.reduce((sum, n) => sum + n, 1));
  const dotted = dash.length === 2 && dash[0] < 1;
  for (const [name, value] of Object.entries({
    x1: 2, y1: 4, x2: 42, y2: 4, stroke: color, "stroke-width": width,
    "stroke-dasharray": dash.map((n) => n * unit).join(" "),
    "stroke-linecap": dotted ? "round" : "butt",
  })) line.setAttribute(name, value);
  svg.append(line);
  return svg;
}

const tokens = new Map();

/** A design token (custom property of :root), read once. */
export function token(name, fallback = "") {
  if (!tokens.has(name)) {
    tokens.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }
  return tokens.get(name) || fallback;
}
