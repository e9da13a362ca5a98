// The search boxes are combo boxes from the start; what makes them work is fetched at their first
// focus, so that a page that nobody searches from costs nothing.

/** Make a combo box of an input, once it has the focus; `options` are those of Combobox. */
export function suggest(input, options) {
  for (const [name, value] of [
    ["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"],
    ["aria-haspopup", "listbox"], ["aria-controls", `${input.id}-liste`], ["spellcheck", "false"],
  ]) input.setAttribute(name, value);
  const begin = () => import("./combobox.js").then(({ Combobox }) => new Combobox(input, options));
  if (document.activeElement === input) begin();
  else input.addEventListener("focus", begin, { once: true });
}

for (const input of document.querySelectorAll(".chercher input, .grande-recherche input")) suggest(input);
