// Texts and numbers in the language of the page. French texts are the keys; a page in another
// language brings its translations (webapp/i18n.py), a French one brings nothing.

const brought = document.getElementById("textes");
const catalogue = brought ? JSON.parse(brought.textContent) : null;

export const LANGUAGE = document.documentElement.lang || "fr";

/** Where this language of the site begins: "" or "/en". */
export const ROOT = LANGUAGE === "fr" ? "" : `/${LANGUAGE}`;

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);

/** The text in the reader's language, with its %(name)s filled in. */
export function _(text, values = {}) {
  const found = catalogue?.textes[text] ?? text;
  return fill(Array.isArray(found) ? found[0] : found, values);
}

/** The form of the text that n asks for; %(n)s is the number, thousands apart. */
export function ngettext(one, many, n, values = {}) {
  const forms = catalogue?.textes[one];
  const form = forms ? forms[catalogue.pluriels[n < 200 ? n : 100 + n % 100]] : n < 2 ? one : many;
  return fill(form, { n: number(n), ...values });
}

/** A count, thousands apart. (Intl takes longer to wake than the map to draw.) */
export const number = (n) =>
  String(n).replace(/\B(?=(\d{3})+$)/g, LANGUAGE === "fr" ? "\u202f" : ",");
