// The table of everything: a click on a head sorts, the search field filters by words that all must occur in a row.
(() => {
  const table = document.getElementById("table"), body = table.tBodies[0], rows = [...body.rows];
  const text = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
  const compare = (a, b) => {  // what has no number stands last, whichever way it is sorted
    const x = Number(a), y = Number(b);
    if (isNaN(x) || isNaN(y)) return null;
    return x - y;
  };
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down > 0 ? "ascending" : "descending");
      table.classList.add("sorted");
      const numeric = head.classList.contains("n");
      const keyed = rows.map((row, i) => [value(row, column), i, row]);
      keyed.sort(([a, i], [b, j]) => {
        if (!numeric) return down * a.localeCompare(b) || i - j;
        const order = compare(a, b);
        return order === null ? isNaN(Number(a)) - isNaN(Number(b)) || i - j : down * order || i - j;
      });
      body.append(...keyed.map(([, , row]) => row));
    });
  });
  const field = document.getElementById("filter"), shown = document.getElementById("shown");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const row of rows) {
      const is_shown = words.every(word => text.get(row).includes(word));
      row.hidden = !is_shown;
      n += is_shown;
    }
    shown.textContent = words.length ? `${n} of ${rows.length} rows` : `${rows.length} rows`;
  });
})();
