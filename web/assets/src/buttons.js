// Buttons that act in the browser alone: <button data-dialog="#id"> opens a
// <dialog>, <button data-print> prints the page. They stay hidden until this
// script shows them, since without it they could do nothing.

export function openDialogs() {
  onClick("button[data-dialog]", (button) => {
    document.querySelector(button.dataset.dialog)?.showModal();
  });
}

export function printPages() {
  onClick("button[data-print]", () => window.print());
}

function onClick(selector, act) {
  for (const button of document.querySelectorAll(selector)) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest(selector);
    if (button) act(button);
  });
}
