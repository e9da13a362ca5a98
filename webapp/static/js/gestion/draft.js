/* Keeps what is being typed in the form of a record, so that neither a closed window nor a session
   that ran out loses anything; and sends it once. */

const AFTER = 4000; // milliseconds without a key
const form = document.querySelector("form[data-brouillon]");
const state = form?.querySelector("[data-etat]");
const loggedOut = document.querySelector("[data-deconnecte]");
let waiting = 0;
let keeping = null;
let touched = false;
/** Whether something was typed since the last draft. */
let unkept = false;
let sent = false;

function asDraft() {
  const body = new FormData(form);
  body.set("acte", "brouillon");
  return new URLSearchParams(body);
}

/** Keep a draft; tell whether the site took it. */
async function keep() {
  unkept = false;
  const answer = await fetch(form.action, {
    method: "POST",
    body: asDraft(),
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
  touched = unkept = true;
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
  // Another form of the page says what becomes of the draft: it is forgotten, say.
  document.addEventListener("submit", () => { unkept = false; });
  // Who leaves before the draft was kept takes nothing away: the browser sends it on its own.
  addEventListener("pagehide", () => {
    if (unkept && !sent) navigator.sendBeacon(form.action, asDraft());
    unkept = false;
  });
  // A page that « Back » shows again as it was left can be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    form.querySelector("input[type=hidden][name=acte]")?.remove();
  });
}
