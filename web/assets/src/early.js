// A file goes to the office as soon as it is chosen, before its form: one that is
// not taken says so at once, and nothing typed waits for a long upload or is lost
// with it. The form then carries the file's number in <input name="papers.x.file">,
// the file input stands beside it as "papers.x.file.upload" (".uploads" where
// several may come). Whenever this fails, the file goes with the form, as it does
// without script.

import { tell } from "./files.js";

const PLACE = "/tep";
const rounds = new WeakMap();

export function sendFilesEarly() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-sending]")) sendAll(event.target);
  });
}

async function sendAll(input) {
  const round = (rounds.get(input) ?? 0) + 1;
  rounds.set(input, round);
  input.name = input.dataset.name ??= input.name;
  forget(input);
  say(input, input.files.length ? input.dataset.sending : "");
  const numbers = [];
  for (const file of input.files) {
    const answer = await send(file, input.form);
    if (rounds.get(input) !== round) return; // Another file was chosen meanwhile.
    if (answer?.status !== 201) return refuse(input, answer);
    numbers.push((await answer.json()).id);
  }
  if (!numbers.length) return;
  carry(input, numbers);
  // Without a name the file itself does not go along once more.
  input.name = "";
  say(input, input.dataset.sent);
}

async function send(file, form) {
  const body = new FormData();
  body.append("file", file);
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, "HX-Request": "true" };
  try {
    return await fetch(PLACE, { method: "POST", body, headers });
  } catch {
    return null; // No network just now: the form will bring the file.
  }
}

async function refuse(input, answer) {
  if (answer?.status !== 413 && answer?.status !== 415) return say(input, "");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  input.value = "";
  tell(input);
  say(input, page.body.textContent.trim(), "alert");
}

function carry(input, numbers) {
  const name = input.dataset.name.replace(/\.uploads?$/, "");
  const single = input.form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
  if (!input.multiple && single) {
    single.value = numbers[0];
    return;
  }
  for (const number of numbers) {
    const carried = document.createElement("input");
    Object.assign(carried, { type: "hidden", name, value: number, className: "carried" });
    input.before(carried);
  }
}

function forget(input) {
  let before = input.previousElementSibling;
  while (before?.matches(".carried")) {
    const carried = before;
    before = before.previousElementSibling;
    carried.remove();
  }
}

function say(input, text, role = "status") {
  const place = input.nextElementSibling?.matches(".file-face") ? input.nextElementSibling : input;
  const old = place.nextElementSibling;
  const said = old?.matches(".file-said") ? old : document.createElement("span");
  said.className = `file-said form-text d-block${role === "alert" ? " text-danger-emphasis" : ""}`;
  said.setAttribute("role", role);
  said.textContent = text;
  place.after(said);
}
