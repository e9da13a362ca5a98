/* Keeps what is being typed in the form of a record, so that a closed window loses nothing. */

const AFTER = 4000; // milliseconds without a key
const form = document.querySelector("form[data-brouillon]");
const state = form?.querySelector("[data-etat]");
let waiting = 0;
let sending = false;

async function keep() {
  sending = true;
  const body = new FormData(form);
  body.set("acte", "brouillon");
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json" },
    });
    if (answer.ok) state.textContent = (await answer.json()).message;
  } catch {
    /* The network is away: what was typed is still in the form, and the next key tries again. */
  }
  sending = false;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => (sending ? later() : keep()), AFTER);
}

/** Whether something was typed before this script was there to hear it. */
function isTyped() {
  return [...form.elements].some((field) => "defaultValue" in field && field.value !== field.defaultValue);
}

if (form) {
  if (isTyped()) later();
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
}
