// Keys for reading a submission: each presses what carries it, on the theme or answer one is at.
// Off while writing in a field, and altogether where the worker turns them off.
const list = document.querySelector(".keys");
const wanted = list.querySelector("#keys");
const PAGE = new Set(["n", "p", "q", "r"]);
const ANSWER = new Set(["a", "e", "x", "t", "u", "c"]);
const OF_THEME = new Set(["a", "e", "x"]);
const WRITES = "select, textarea, audio, [contenteditable], input:not([type=checkbox], [type=radio])";

const stored = (value) => {
  try {
    if (value !== undefined) localStorage.setItem("reading-keys", value);
    return localStorage.getItem("reading-keys");
  } catch {
    return null; // a browser that keeps nothing
  }
};
const places = () => [...document.querySelectorAll(".answer, .answer .themes > li")];
const here = () => document.activeElement.closest(".answer .themes > li, .answer");
const go = (place) => {
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
};
const press = (found) => {
  if (found.matches("select")) return found.focus();
  if (!found.matches("summary")) return found.click();
  found.parentElement.open = true;
  return found.parentElement.querySelector("select").focus();
};

function step(by) {
  const all = places();
  const at = all.indexOf(here());
  go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function act(key) {
  const at = here();
  const carriers = (inside) => [...inside.querySelectorAll(`[data-key="${key}"]`)];
  if (!at) return go(carriers(document)[0]?.closest(".themes > li, .answer")); // the second press does it
  const answer = at.closest(".answer");
  const found = carriers(OF_THEME.has(key) ? at : answer);
  if (found.length === 1) press(found[0]);
  else if (found.length) go(found[0].closest(".themes > li, .answer"));
}

function turn(key, link) {
  if (link) return link.click();
  for (const end of document.querySelectorAll("[data-end]")) end.hidden = end.dataset.end !== key;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!wanted.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey || target.matches(WRITES)) return;
  const outside = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => !one.closest(".answer"));
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "?") {
    list.open = true;
    list.querySelector("summary").focus();
  } else if (PAGE.has(key)) turn(key, outside);
  else if (ANSWER.has(key)) act(key);
  else return;
  event.preventDefault();
});
wanted.checked = stored() !== "off";
wanted.onchange = () => stored(wanted.checked ? "on" : "off");
list.hidden = false;
if (location.hash) go(document.getElementById(decodeURIComponent(location.hash.slice(1))));
