/* Says how many signs a long field holds, once it is more than half full. */

for (const field of document.querySelectorAll("textarea[data-compte]")) {
  const most = Number(field.dataset.most);
  const told = document.createElement("span");
  told.className = "champ__compte";
  field.after(told);

  const count = () => {
    // A browser counts a line end as one sign, and so does the site.
    const found = field.value.length;
    told.textContent = found > most / 2
      ? field.dataset.compte.replace("{found}", found.toLocaleString(document.documentElement.lang)).replace("{most}", most.toLocaleString(document.documentElement.lang))
      : "";
    told.classList.toggle("champ__compte--plein", found >= most);
  };
  field.addEventListener("input", count);
  count();
}
