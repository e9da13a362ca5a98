/* Keeps what is being typed in the form of a record, so that neither a closed window nor a session
   that ran out loses anything; and sends it once. */

const AFTER = 4000; // milliseconds without a key
const form = document.querySelector("form[data-brouillon]");
const state = form?.querySelector("[data-etat]");
const loggedOut = document.querySelector("[data-deconnecte]");
let waiting = 0;
let keeping = null;
let touched = false;
let sent = false;

/** Keep a draft; tell whether the site took it. */
async function keep() {
  const body = new FormData(form);
  body.set("acte", "brouillon");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Accept: "application/json" },
  });
  const taken = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
  if (taken) state.textContent = (await answer.json()).message;
  return taken;
}

/** Take the token of a form shown now: whoever logged in again has another one. */
async function sign() {
  const answer = await fetch(form.action);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-brouillon] [name=csrf_token]");
  if (token) form.elements.csrf_token.value = token.value;
  return token !== null;
}

/** Keep a draft, signed afresh if it must be; tell whether the next sending will be taken. */
async function ready() {
  try {
    const taken = (await keep()) || ((await sign()) && (await keep()));
    loggedOut.hidden = taken;
    return taken;
  } catch {
    // The network is away: what was typed is still in the form, and the next key tries again.
    return true;
  }
}

function later() {
  touched = true;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (keeping) later();
    else keeping = ready().finally(() => { keeping = null; });
  }, AFTER);
}

/** Whether something was typed before this script was there to hear it. */
function isTyped() {
  return [...form.elements].some((field) => "defaultValue" in field && field.value !== field.defaultValue);
}

async function send(event) {
  event.preventDefault();
  if (sent) return;
  sent = true;
  clearTimeout(waiting);
  await keeping;
  if (!touched || (await ready())) {
    // Sending by script calls no listener: the button that was pressed is put in the form itself.
    const act = document.createElement("input");
    Object.assign(act, { type: "hidden", name: "acte", value: event.submitter?.value ?? "enregistrer" });
    form.append(act);
    form.submit();
    return;
  }
  sent = false;
  loggedOut.scrollIntoView({ block: "center" });
}

if (form) {
  if (isTyped()) later();
  form.addEventListener("input", later);
  form.addEventListener("submit", send);
  // A page that « Back » shows again as it was left can be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    form.querySelector("input[type=hidden][name=acte]")?.remove();
  });
}
