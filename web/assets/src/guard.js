// A second click on "Receive" must not send the form twice. The server's
// idempotency key is the truth; this spares the clerk the question what happened.

const RELEASE_AFTER = 10_000; // An answer that never came gives the button back.

const sent = new Set();

export function guardAgainstSecondClick() {
  document.addEventListener("submit", refuseSecond, { capture: true });
  document.addEventListener("submit", holdFirst);
  document.addEventListener("htmx:finally:request", (event) => release(event.target.closest?.("form")));
  // Back on the page by the browser's own button: its forms may be sent again.
  window.addEventListener("pageshow", () => sent.forEach(release));
}

function refuseSecond(event) {
  if (!sent.has(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function holdFirst(event) {
  const form = event.target;
  const isSent = !event.defaultPrevented || form.matches("[hx-post], [data-hx-post]");
  if (form.method !== "post" || form.target === "_blank" || !isSent) return;
  // After the event: the value of a disabled button would not be sent.
  setTimeout(() => hold(form), 0);
}

function hold(form) {
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  for (const button of buttons(form)) button.disabled = true;
  setTimeout(() => release(form), RELEASE_AFTER);
}

function release(form) {
  if (!sent.delete(form)) return;
  form.removeAttribute("aria-busy");
  for (const button of buttons(form)) button.disabled = false;
}

function buttons(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}
