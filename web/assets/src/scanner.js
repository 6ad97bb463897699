// A barcode scanner is a keyboard that types very fast and ends with Enter. A
// full case code that arrives so opens the case, wherever the cursor stands.

const CASE_CODE = /^[A-Z0-9]+(\.[A-Z0-9]+)*-\d{6}-\d{4,}$/i;
const LONGEST_GAP = 60; // Milliseconds; the quickest typist needs about 80.

export function listenToScanner() {
  let typed = "";
  let last = -Infinity;
  let field = null;

  const begin = (target) => {
    typed = "";
    field = "value" in target ? { target, value: target.value } : null;
  };

  const hear = (event) => {
    if (event.key === "Shift" || event.isComposing) return;
    if (event.timeStamp - last > LONGEST_GAP) begin(event.target);
    last = event.timeStamp;
    if (event.key === "Enter" && CASE_CODE.test(typed)) open(event);
    else if (event.key.length === 1 && !event.ctrlKey && !event.altKey) typed += event.key;
    else begin(event.target);
  };

  const open = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field) field.target.value = field.value;
    window.location.assign(`/hs/${encodeURIComponent(typed.toUpperCase())}`);
  };

  // Before anybody else hears it: the characters are neither keys of the desk
  // nor an Enter that would send a half-filled form.
  window.addEventListener("keydown", hear, { capture: true });
}
