// Buttons that copy the text of a field; shown only where scripts can do it.

const status = document.getElementById("copie-etat");

for (const button of document.querySelectorAll("[data-copie]")) {
  const field = document.getElementById(button.dataset.copie);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    // The clipboard is for secure pages only; elsewhere the selected text is copied as before.
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value).catch(() => {});
    else document.execCommand("copy");
    status.textContent = status.dataset.copieFait;
    button.textContent = status.dataset.copieFait;
  });
}
