// Decide: the ratio of each strategy to back_populates for a mix of operations: the paired ratios of the parts, weighted
// by what each part costs under back_populates.
(() => {
  const holder = document.getElementById("decide-data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent), form = document.getElementById("decide-form");
  const body = document.getElementById("decide-table").tBodies[0], says = document.getElementById("decide-says");
  const made_of = document.getElementById("decide-parts");
  const distance = (group, users, fan) =>
    Math.abs(Math.log(group.posts / group.users / fan)) + 0.5 * Math.abs(Math.log(group.users / users));
  const nearest = (part, backend, users, fan) => data.groups
    .filter(g => g.workload === part.workload && (g.backend === backend || (g.backend === data.in_memory && !backend.startsWith("sqlalchemy"))))
    .sort((a, b) => distance(a, users, fan) - distance(b, users, fan))[0];
  const time = ns => {
    for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) if (ns >= size) return `${(ns / size).toPrecision(3)} ${unit}`;
    return `${ns.toPrecision(3)} ns`;
  };
  const field = name => form.elements[name], number = name => Number(field(name).value);
  const show_error = text => { body.replaceChildren(); made_of.textContent = ""; says.textContent = text; };

  // The parts of the mix: each with its group and what it costs under back_populates.
  const parts_of = (shares, backend, users, fan) => data.operations.flatMap((operation, i) =>
    shares[i] > 0 ? (operation.ways[backend] || []).map(part => {
      const group = nearest(part, backend, users, fan), own = group.posts / group.users;
      const scale = part.scales ? (fan + 1) / (own + 1) : 1;
      return {group, cost: shares[i] * (part.by_user ? own : 1) * (group.fixed_ns + (group.ns - group.fixed_ns) * scale)};
    }) : []);

  // Ends of intervals are put together as independent errors are; of a single part they are its own.
  const combine = (strategy, parts, total) => {
    if (strategy === data.baseline) return {strategy, ratio: 1, low: 1, high: 1, sure_low: 1, sure_high: 1, floor: 1};
    let ratio = 0, floor = 1;
    const apart = [0, 0, 0, 0];
    for (const {group, cost} of parts) {
      const found = group.ratios[strategy];
      if (!found) return null;
      const weight = cost / total;
      ratio += weight * found[0];
      for (let k = 0; k < 4; ++k) apart[k] += (weight * (found[k + 1] - found[0])) ** 2;
      floor = Math.max(floor, found[5]);
    }
    const end = k => ratio + (k % 2 ? 1 : -1) * Math.sqrt(apart[k]);
    return {strategy, ratio, low: end(0), high: end(1), sure_low: end(2), sure_high: end(3), floor};
  };
  const verdict = row => {
    if (row.strategy === data.baseline) return "baseline";
    if (!data.ranks || row.strategy === data.reference) return row.strategy === data.reference ? "reference" : "no verdict";
    if (row.sure_high < 1 / row.floor) return row.ratio * data.margin > 1 ? "faster, by less than 3 %" : "faster";
    if (row.sure_low > row.floor) return row.ratio < data.margin ? "slower, by less than 3 %" : "slower";
    return row.low > 1 / data.margin && row.high < data.margin ? "equivalent" : "inconclusive";
  };
  const answer = rows => {
    if (!data.ranks) return "This run cannot rank strategies; ratios are shown without a verdict.";
    const better = rows.filter(row => row.verdict === "faster").sort((a, b) => a.ratio - b.ratio);
    if (!better.length) {
      const open = rows.some(row => row.verdict === "inconclusive") ? " Inconclusive strategies may differ." : "";
      return `No strategy is shown to be faster than ${data.baseline} for this mix.${open}`;
    }
    const best = better.filter(row => row.low <= better[0].high).map(row => row.strategy);
    return best.length > 1 ? `Fastest for this mix: ${best.join(" and ")}; this run cannot separate them.`
      : `Fastest for this mix: ${best[0]}, ${better[0].ratio.toFixed(3)} × the time of ${data.baseline}.`;
  };

  const compute = () => {
    const last = data.operations.length - 1;
    const shares = data.operations.map((o, i) => i < last ? number(o.name) / 100 : 0);
    shares[last] = 1 - shares.reduce((a, b) => a + b, 0);
    if (![...form.elements].every(e => e.checkValidity())) return show_error("A number is missing or out of range.");
    if (shares[last] < -1e-9) return show_error("The shares add up to more than 100 %.");
    const backend = field("backend") ? field("backend").value : data.backends[0], fan = number("fan_out");
    const unmeasured = data.operations.filter((o, i) => shares[i] > 1e-9 && !o.ways[backend]).map(o => o.name);
    const parts = parts_of(shares.map(s => s > 1e-9 ? s : 0), backend, number("users"), fan);
    const total = parts.reduce((sum, part) => sum + part.cost, 0);
    if (!(total > 0)) return show_error(`Nothing to compare: this run did not measure ${unmeasured.join(", ") || "these operations"}.`);
    const found = data.strategies.map(s => [s, combine(s, parts, total)]);
    const rows = found.map(([, row]) => row).filter(Boolean), without = found.filter(([, row]) => !row).map(([s]) => s);
    for (const row of rows) row.verdict = verdict(row);
    if (data.ranks) rows.sort((a, b) => a.ratio - b.ratio);
    body.replaceChildren();
    for (const row of rows) {
      const texts = [row.strategy, row.ratio.toFixed(3), row.strategy === data.baseline ? "–" : `${row.low.toFixed(3)} – ${row.high.toFixed(3)}`, row.verdict];
      if (data.times) texts.push(time(total * row.ratio));
      const tr = body.insertRow();
      texts.forEach((text, j) => { const td = tr.insertCell(); td.textContent = text; if (j && j !== 3) td.className = "n"; });
      if (row.strategy === data.baseline) tr.className = "base";
    }
    const others = Math.round(shares[last] * 1000) / 10;
    says.textContent = answer(rows.filter(row => row.strategy !== data.reference)) + (others > 0 ? ` The other ${others} % of the operations are new posts.` : "")
      + (unmeasured.length ? ` Not measured in this run and left out: ${unmeasured.join(", ")}.` : "")
      + (without.length ? ` Not all parts measured: ${without.join(", ")}.` : "");
    made_of.textContent = `Made of: ${[...new Set(parts.map(p => `${p.group.workload} on ${p.group.dataset}`))].sort().join("; ")}.`;
  };
  const inputs = [...form.elements].filter(e => e.name);
  for (const input of inputs) if (state.get(input.name) !== null) input.value = state.get(input.name);
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", () => {
    compute();
    state.set("decide", Object.fromEntries(inputs.map(e => [e.name, e.value])));
  });
  compute();
})();
