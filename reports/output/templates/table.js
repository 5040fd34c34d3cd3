// Every number: a click on a heading sorts; words and menus choose rows; what is chosen stands in the address and can be
// saved as CSV.
(() => {
  const table = document.getElementById("table"), body = table.tBodies[0], rows = [...body.rows];
  const text = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
  const heads = [...table.tHead.rows[0].cells], names = heads.map(head => head.textContent.trim());
  const content = (row, column) => row.cells[column].textContent.trim().replace(/\s+/g, " ");
  const value = (row, column) => row.cells[column].dataset.v ?? content(row, column);
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
  const form = document.getElementById("filters"), field = document.getElementById("filter"), shown = document.getElementById("shown");
  const menus = [...form.querySelectorAll("select")];
  const choose = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = menus.filter(menu => menu.value).map(menu => [names.indexOf(menu.name), menu.value, menu.name]);
    let n = 0;
    for (const row of rows) {
      const is_shown = words.every(word => text.get(row).includes(word)) && chosen.every(([column, wanted, name]) =>
        name === "verdict" ? content(row, column).startsWith(wanted) : content(row, column) === wanted);
      row.hidden = !is_shown;
      n += is_shown;
    }
    shown.textContent = words.length || chosen.length ? `${n} of ${rows.length} rows` : `${rows.length} rows`;
  };
  for (const input of [field, ...menus]) if (state.get(input.name) !== null) input.value = state.get(input.name);
  form.addEventListener("submit", event => event.preventDefault());
  for (const input of [field, ...menus]) input.addEventListener("input", () => {
    choose();
    state.set("everything", Object.fromEntries([field, ...menus].map(input => [input.name, input.value])));
  });
  choose();
  const cell = words => `"${(/^[=+@-]/.test(words) && words !== "–" ? "'" : "") + words.replace(/"/g, '""')}"`;
  document.getElementById("download").addEventListener("click", event => {
    const lines = [names, ...[...body.rows].filter(row => !row.hidden).map(row => names.map((_, i) => content(row, i)))];
    const csv = lines.map(line => line.map(cell).join(",")).join("\r\n") + "\r\n";
    event.currentTarget.href = URL.createObjectURL(new Blob([csv], {type: "text/csv"}));
  });
})();
