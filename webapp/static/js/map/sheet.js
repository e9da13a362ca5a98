// The style sheet of what is fetched on demand: it comes with the first module that needs it.

const ADDRESS = new URL("../../css/carte_options.css", import.meta.url);
let coming = null;

/** Resolves once the sheet applies, or cannot come: unstyled words are better than none. */
export function optionsSheet() {
  coming ??= new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = ADDRESS;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  return coming;
}
