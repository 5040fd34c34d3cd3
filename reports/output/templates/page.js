"use strict";
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
// A link to something folded opens it.
(() => {
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
})();
// Decide: the cost of a mean operation by strategy, a sum of the cells that were measured on the nearest data.
(() => {
  const holder = document.getElementById("decide-data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent), form = document.getElementById("decide-form");
  const body = document.getElementById("decide-table").tBodies[0], says = document.getElementById("decide-says");
  const distance = (cell, users, fan) =>
    Math.abs(Math.log(cell.posts / cell.users / fan)) + 0.5 * Math.abs(Math.log(cell.users / users));
  const nearest = (part, strategy, backend, users, fan) => data.cells
    .filter(c => c.workload === part.workload && c.strategy === strategy && (c.backend === backend || c.backend === "sqlite_memory"))
    .sort((a, b) => distance(a, users, fan) - distance(b, users, fan))[0];
  const time = ns => {
    for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) if (ns >= size) return `${(ns / size).toPrecision(3)} ${unit}`;
    return `${ns.toPrecision(3)} ns`;
  };
  const compute = () => {
    const field = name => form.elements[name], number = name => Number(field(name).value);
    const backend = field("backend") ? field("backend").value : data.backends[0];
    const users = number("users"), fan = number("fan_out"), last = data.operations.length - 1;
    const shares = data.operations.map((o, i) => i < last ? number(o.name) / 100 : 0);
    shares[last] = 1 - shares.reduce((a, b) => a + b, 0);
    body.replaceChildren();
    if (![...form.elements].every(e => e.checkValidity()) || shares[last] < -1e-9) {
      says.textContent = shares[last] < -1e-9 ? "The shares are more than 100 % together." : "A number is missing or out of range.";
      return;
    }
    const unmeasured = data.operations.filter((o, i) => shares[i] > 0 && !o.ways[backend]).map(o => o.name);
    const used = new Set(), rows = [], without = [];
    for (const strategy of data.strategies) {
      let sum = 0, variance = 0, complete = true;
      data.operations.forEach((operation, i) => (operation.ways[backend] || []).forEach(part => {
        if (!(shares[i] > 0)) return;
        const cell = nearest(part, strategy, backend, users, fan);
        if (!cell) { complete = false; return; }
        const own = cell.posts / cell.users;
        const weight = shares[i] * (part.by_user ? own : 1), scale = part.scales ? (fan + 1) / (own + 1) : 1;
        sum += weight * (cell.fixed_ns + (cell.ns - cell.fixed_ns) * scale);
        variance += (weight * scale * cell.sd) ** 2;
        used.add(`${cell.workload} on ${cell.dataset}`);
      }));
      if (complete && sum > 0) rows.push({strategy, sum, sd: Math.sqrt(variance)}); else without.push(strategy);
    }
    rows.sort((a, b) => a.sum - b.sum);
    const base = rows.find(row => row.strategy === "back_populates");
    rows.forEach((row, i) => {
      // who cannot be told from the one before shares its rank
      row.rank = i && row.sum - rows[i - 1].sum < Math.hypot(row.sd, rows[i - 1].sd) ? rows[i - 1].rank : i + 1;
      const texts = [row.rank, row.strategy];
      if (!data.ranks_only) {
        const ratio = base ? row.sum / base.sum : NaN, spread = base ? ratio * Math.hypot(row.sd / row.sum, row === base ? 0 : base.sd / base.sum) : NaN;
        texts.push(time(row.sum), time(row.sd), row === base ? "1" : base ? `${ratio.toFixed(3)} ± ${spread.toFixed(3)}` : "–");
      }
      const tr = body.insertRow();
      texts.forEach((text, j) => { const td = tr.insertCell(); td.textContent = text; if (j > 1) td.className = "n"; });
    });
    const own = rows.filter(row => row.strategy !== "hand_written"), best = own.filter(row => own[0] && row.rank === own[0].rank).map(row => row.strategy);
    const last_words = `${(shares[last] * 100).toFixed(0)} % new posts`;
    says.textContent = (rows.length ? `Cheapest of the mappings: ${best.join(" and ")}. The rest of the operations: ${last_words}.` : "Nothing to compare.")
      + (unmeasured.length ? ` Not measured in this run, and left out: ${unmeasured.join(", ")}.` : "")
      + (without.length ? ` Not measured with all parts: ${without.join(", ")}.` : "");
    document.getElementById("decide-parts").textContent = `The sum is made of: ${[...used].sort().join("; ")}.`;
  };
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", compute);
  compute();
})();
