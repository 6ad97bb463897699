// Narrows a list while one types: <input data-filter="#list"> hides the rows of
// the table's body that lack one of the words. Accents don't count, đ is d, as
// in the search on the server. <p data-filter-empty="#list" hidden> shows when
// nothing is left.

export function filterTables() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("input[data-filter]")) narrow(event.target);
  });
}

function narrow(input) {
  const list = document.querySelector(input.dataset.filter);
  if (!list) return;
  const words = fold(input.value).split(/\s+/);
  let left = 0;
  for (const row of rows(list)) {
    const text = fold(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) left += 1;
  }
  const empty = document.querySelector(`[data-filter-empty="${input.dataset.filter}"]`);
  if (empty) empty.hidden = left > 0;
}

function rows(list) {
  return list.matches("table") ? list.querySelectorAll("tbody > tr") : list.children;
}

export function fold(text) {
  return text
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "");
}
