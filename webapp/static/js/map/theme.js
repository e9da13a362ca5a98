// Reads design tokens (custom properties of :root) once each.

const cache = new Map();

export function token(name, fallback = "") {
  if (!cache.has(name)) {
    cache.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }
  return cache.get(name) || fallback;
}
