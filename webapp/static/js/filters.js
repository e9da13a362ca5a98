// The filters of the list, applied as soon as they are chosen. The form works without this script:
// it only asks for the same page that « Appliquer » would, and puts the parts that changed in place.

const form = document.querySelector("[data-filtres]");
const announcement = document.querySelector("[data-annonce]");
let asked = null; // the request under way

/** The address that the form describes; what is empty or as by default is left unsaid. */
function described() {
  const pairs = [...new FormData(form)].filter(([name, value]) =>
    value !== "" && form.querySelector(`select[name="${name}"]`)?.dataset.defaut !== value);
  const query = new URLSearchParams(pairs).toString();
  return form.action + (query ? `?${query}` : "");
}

/** Put the parts of a fresh page in place of those shown. */
function exchange(fresh, { fields }) {
  const replace = (selector) => {
    const [here, there] = [document, fresh].map((page) => [...page.querySelectorAll(selector)]);
    here.forEach((node, index) => there[index] && node.replaceChildren(...there[index].childNodes));
  };
  document.title = fresh.title;
  replace("[data-echange]");
  replace(".langues, .pied nav, [data-debuts], [data-ailleurs]");
  for (const facet of form.querySelectorAll("[data-facette]")) {
    renew(facet, fresh.querySelector(`[data-facette="${facet.dataset.facette}"]`));
  }
  if (fields) for (const field of form.querySelectorAll("input:not([type=checkbox], [type=hidden], [data-cherche]), select")) {
    field.value = fresh.getElementById(field.id).value;
  }
}

/** Renew one facet, leaving open what is open, and the text by which its choices are filtered. */
function renew(facet, fresh) {
  const opened = [...facet.querySelectorAll(".filtre__reste[open]")].map(heading);
  const written = facet.querySelector("[data-cherche]")?.value;
  const scrolled = facet.querySelector(".filtre__choix").scrollTop;
  facet.replaceChildren(...fresh.childNodes);
  for (const rest of facet.querySelectorAll(".filtre__reste")) rest.open = opened.includes(heading(rest));
  prepare(facet);
  const search = facet.querySelector("[data-cherche]");
  if (search && written) {
    search.value = written;
    sift(facet, written);
  }
  facet.querySelector(".filtre__choix").scrollTop = scrolled;
}

/** What tells one list of further choices from another: the group that it belongs to. */
const heading = (rest) => rest.closest(".groupe")?.querySelector("legend").firstChild.data.trim() ?? "";

/** How to find again what has the focus once its surroundings are renewed. */
function focusKept() {
  const at = document.activeElement;
  const facet = at?.closest("[data-facette]")?.dataset.facette;
  if (at?.matches("input[type=checkbox]")) {
    return () => [...form.elements].find((field) => field.name === at.name && field.value === at.value);
  }
  if (at?.id) return () => document.getElementById(at.id);
  if (facet) return () => form.querySelector(`[data-facette="${facet}"] > summary`);
  if (at?.closest("[data-echange], [data-filtres]")) {
    return () => document.querySelector(".puces a") ?? document.getElementById("resultats");
  }
  return () => null;
}

/** Ask for a page and show it; a choice made meanwhile takes its place. */
async function show(address, { push = true, fields = false } = {}) {
  asked?.abort();
  const request = asked = new AbortController();
  const results = document.getElementById("resultats");
  const focus = focusKept();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: request.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (request.signal.aborted) return;
    refuse(answer.ok ? "" : (fresh.querySelector("main .chapeau") ?? fresh.querySelector("main h1"))?.textContent ?? "");
    if (answer.ok) {
      if (push) history.pushState(null, "", address);
      exchange(fresh, { fields });
      const target = focus();
      // A choice among those that are folded away cannot take the focus before they are opened.
      target?.closest(".filtre__reste")?.setAttribute("open", "");
      if (target && target !== document.activeElement) target.focus({ preventScroll: true });
      announcement.textContent = document.querySelector("h1").textContent;
    }
  } catch (failure) {
    if (failure.name !== "AbortError") location.assign(address);
  } finally {
    if (asked === request) {
      asked = null;
      results.removeAttribute("aria-busy");
    }
  }
}

/** Show why the server refuses a choice (« de 1990 à 1950 »), beside the button. */
function refuse(reason) {
  const place = form.querySelector("[data-erreur]");
  place.textContent = reason;
  place.hidden = !reason;
}

const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Keep the choices of a facet whose name holds the text; none is hidden by an empty text. */
function sift(facet, text) {
  const wanted = folded(text.trim());
  let found = 0;
  for (const choice of facet.querySelectorAll(".case")) {
    choice.hidden = wanted !== "" && !folded(choice.textContent).includes(wanted);
    found += !choice.hidden;
  }
  for (const rest of facet.querySelectorAll(".filtre__reste")) {
    rest.dataset.ouvert ??= String(rest.open);
    rest.hidden = !rest.querySelector(".case:not([hidden])");
    rest.open = wanted ? true : rest.dataset.ouvert === "true";
    if (!wanted) delete rest.dataset.ouvert;
  }
  for (const group of facet.querySelectorAll(".groupe")) {
    group.hidden = !group.querySelector(".case:not([hidden])");
  }
  facet.querySelector("[data-aucun]").hidden = found > 0;
}

/** Show the field that filters the choices of a long facet. */
function prepare(facet) {
  const box = facet.querySelector(".filtre__chercher");
  if (!box) return;
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => sift(facet, event.target.value));
}

// A frame in another site leaves its links to a new tab.
if (form && !document.body.classList.contains("integre")) {
  form.querySelectorAll("[data-facette]").forEach(prepare);
  form.classList.add("filtres__formulaire--vif");
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-cherche]") && form.reportValidity()) show(described());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!document.activeElement?.matches("[data-cherche]")) show(described());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-applique], .puces a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href, { fields: true });
  });
  addEventListener("popstate", () => {
    // A jump to #resultats is no other page.
    if (!location.hash) show(location.href, { push: false, fields: true });
  });
}
