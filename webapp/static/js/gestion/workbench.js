/* One key for each answer: a figure chooses, A writes another one, Enter sends, E sets aside, P
   passes, R takes back. One press is one act: a key that is held or pressed again does nothing. */

import { suggest } from "../search/start.js";
import { FAILED_HERE, NO_AUTHORITY } from "../search/texts.js";

const form = document.querySelector("form[data-atelier]");
const answers = [...(form?.querySelectorAll("input[type=radio]") ?? [])];
const candidates = answers.filter(({ dataset }) => !("aucune" in dataset) && !("autre" in dataset));
const others = [...(form?.querySelectorAll("input[data-groupe]") ?? [])];
/** Whether the page is being left: what was sent is not sent again. */
let leaving = false;

/** With several questions a key would not say which one it answers. */
const isOne = () => form.querySelectorAll("fieldset").length === 1;

const choiceOf = (input) => document.getElementById(input.id.replace("autre-", "autre-oui-"));

function write() {
  if (!others.length || !isOne()) return;
  choiceOf(others[0]).checked = true;
  others[0].focus();
}

function choose(answer) {
  if (!answer || answer.disabled || !isOne()) return;
  answer.checked = true;
  answer.dispatchEvent(new Event("change", { bubbles: true }));
  answer.focus();
}

function follow(element) {
  if (!element || leaving) return;
  element.click();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), textarea, select")) return;
  const key = event.key.toLowerCase();
  const acts = {
    0: () => choose(answers.find(({ dataset }) => "aucune" in dataset)),
    a: write,
    e: () => follow(form.querySelector("[data-ecarter]")),
    p: () => follow(form.querySelector("[data-passer]")),
    r: () => follow(document.querySelector("[data-reprendre] button")),
  };
  if (key === "enter") {
    if (event.target.type !== "radio") return;
    acts.enter = () => follow(form.querySelector("[value=repondre]"));
  }
  const act = /^[1-9]$/.test(key) ? () => choose(candidates[key - 1]) : acts[key];
  if (!act) return;
  event.preventDefault();
  if (!event.repeat) act();
}

/** Whoever writes a name means it; whoever chooses another answer does not any more. */
function watch(input) {
  const choice = choiceOf(input);
  input.addEventListener("input", () => { choice.checked = true; });
  // The arrows pass over the choice; only who points at it wants to write.
  choice.addEventListener("click", ({ detail }) => { if (detail) input.focus(); });
  for (const answer of answers.filter(({ name }) => name === choice.name)) {
    answer.addEventListener("change", () => { if (!choice.checked) input.value = ""; });
  }
  suggest(input, {
    host: input.parentElement,
    group: input.dataset.groupe,
    nothing: NO_AUTHORITY,
    failed: FAILED_HERE,
    choose: ({ nom, precision, code }) => {
      input.value = `${[nom, precision].filter(Boolean).join(", ")} (${code})`;
    },
  });
}

function send(event) {
  if (leaving) event.preventDefault();
  leaving = true;
}

if (form) {
  document.addEventListener("keydown", press);
  for (const sent of document.querySelectorAll("form[method=post]")) sent.addEventListener("submit", send);
  form.querySelector("[data-passer]")?.addEventListener("click", () => { leaving = true; });
  // A page that comes back from the memory of the browser is asked again.
  addEventListener("pageshow", () => { leaving = false; });
  others.forEach(watch);
}
