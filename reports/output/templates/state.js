"use strict";
// What a reader entered stands in the address behind the section, as in #decide?reads=80, so that it can be shared.
const state = (() => {
  const parts = () => decodeURI(location.hash.slice(1)).split("?");
  const values = new URLSearchParams(parts()[1] || "");
  return {
    get: name => values.get(name),
    set: (section, entries) => {
      for (const [name, value] of Object.entries(entries)) value === "" ? values.delete(name) : values.set(name, value);
      const text = values.toString();
      history.replaceState(null, "", `#${section}${text ? "?" + text : ""}`);
    },
    section: () => parts()[0],
  };
})();
// A link to something folded opens it.
(() => {
  const open = () => {
    const target = state.section() && document.getElementById(state.section());
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
})();
