/* One key for each answer: a figure chooses, Enter sends, E sets aside, P passes, R takes back. */

const form = document.querySelector("form[data-atelier]");
const answers = [...(form?.querySelectorAll("input[type=radio]") ?? [])];

function choose(figure) {
  // With several questions a figure would not say which one it answers.
  if (form.querySelectorAll("fieldset").length > 1) return;
  const answer = figure === 0 ? answers.find((one) => "aucune" in one.dataset) : answers[figure - 1];
  if (!answer || (figure && "aucune" in answer.dataset)) return;
  answer.checked = true;
  answer.focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]), textarea, select")) return;
  const key = event.key.toLowerCase();
  if (/^[0-9]$/.test(key)) choose(Number(key));
  else if (key === "enter" && event.target.type === "radio") form.requestSubmit(form.querySelector("[value=repondre]"));
  else if (key === "e") form.querySelector("[data-ecarter]").click();
  else if (key === "p") form.querySelector("[data-passer]")?.click();
  else if (key === "r") document.querySelector("[data-reprendre] button")?.click();
  else return;
  event.preventDefault();
}

if (form) document.addEventListener("keydown", press);
