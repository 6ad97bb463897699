// The keys of the desk: `/` search, `g v` my work, Ctrl+Enter the main action,
// Alt+P print, `?` the list of keys (<dialog id="keys">). They can be switched
// off with <input type="checkbox" data-keys-switch>; this browser remembers it.

const MEMORY = "motcua.keys";
const PLACES = { v: "/viec" };
const PAUSE = 1000;

let goingSince = -Infinity;

export function listenToKeys() {
  showSwitch();
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) remember(event.target.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || !areOn()) return;
    if (chord(event) || (!isTyping(event.target) && plainKey(event))) event.preventDefault();
  });
}

function chord(event) {
  if (event.ctrlKey && event.key === "Enter") return press(mainAction(event.target));
  // On a Mac Alt+P types a letter, so the key's place counts, not what it wrote.
  if (event.altKey && !event.ctrlKey && event.code === "KeyP") return press(find("[data-print]"));
  return false;
}

function plainKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const goes = event.timeStamp - goingSince < PAUSE;
  goingSince = !goes && event.key === "g" ? event.timeStamp : -Infinity;
  if (goes && PLACES[event.key]) return visit(PLACES[event.key]);
  if (event.key === "/") return focus(find("[data-search], input[type=search]"));
  if (event.key === "?") return show(document.querySelector("dialog#keys"));
  return false;
}

function mainAction(target) {
  const form = target.closest?.("form")?.querySelector("button[data-main]");
  return form ?? find("button[data-main]");
}

// While a dialog is open, what lies under it is out of reach.
function find(selector) {
  return (document.querySelector("dialog:modal") ?? document).querySelector(selector);
}

function press(element) {
  element?.click();
  return Boolean(element);
}

function focus(element) {
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

function show(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function visit(place) {
  window.location.assign(place);
  return true;
}

function isTyping(target) {
  return target.isContentEditable || target.matches?.("input, textarea, select");
}

function areOn() {
  try {
    return window.localStorage.getItem(MEMORY) !== "off";
  } catch {
    return true; // A browser that remembers nothing keeps the keys on.
  }
}

function remember(on) {
  try {
    window.localStorage.setItem(MEMORY, on ? "on" : "off");
  } catch {
    // Nothing to do: the choice then lasts as long as the page.
  }
}

function showSwitch() {
  for (const box of document.querySelectorAll("[data-keys-switch]")) box.checked = areOn();
}
