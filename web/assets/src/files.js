// A browser names its file inputs in its own language; these speak the page's.
// <input type="file" data-choose="Choose a file" data-none="none chosen"> keeps
// its place in the order of keys and for screen readers; a drawn button beside it
// shows the words and the names of what was chosen.

export function nameFiles() {
  for (const input of document.querySelectorAll("input[type=file][data-choose]")) dress(input);
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file][data-choose]")) tell(event.target);
  });
  // The browser gives chosen files back when one comes back to the page.
  window.addEventListener("pageshow", () => document.querySelectorAll(".file-input").forEach(tell));
}

function dress(input) {
  const face = document.createElement("span");
  face.className = "file-face form-control";
  face.setAttribute("aria-hidden", "true");
  face.append(part("file-choose", input.dataset.choose), part("file-names", ""));
  face.addEventListener("click", () => input.click());
  input.classList.add("file-input");
  input.after(face);
  tell(input);
}

function part(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

export function tell(input) {
  const names = [...input.files].map((file) => file.name).join(", ");
  const said = input.nextElementSibling.querySelector(".file-names");
  said.textContent = names || input.dataset.none;
  said.title = names;
}
