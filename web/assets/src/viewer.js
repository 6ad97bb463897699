// The diagram of a case: <div class="diagram" data-diagram="/…/process.bpmn"
// data-current="a,b" data-done="c,d"> shows the drawing, marks the steps where
// the case stands and those it has passed. The page says the same in words.

import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const FONT = "'Noto Sans Variable', 'Noto Sans', sans-serif";
const MARGIN = 24;
const LOGO = 48; // The strip that bpmn.io's logo needs; the drawing never lies under it.

for (const container of document.querySelectorAll("[data-diagram]")) {
  show(container).catch((error) => {
    container.dataset.failed = error.message;
    container.classList.add("diagram-failed");
  });
}

async function show(container) {
  const answer = await fetch(container.dataset.diagram);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const xml = await answer.text();
  await fontsFor(xml);
  const viewer = new NavigatedViewer({
    container,
    textRenderer: {
      defaultStyle: { fontFamily: FONT, fontSize: 12 },
      externalStyle: { fontFamily: FONT, fontSize: 11 },
    },
  });
  await viewer.importXML(xml);
  mark(viewer, container.dataset.done, "step-done");
  mark(viewer, container.dataset.current, "step-current");
  refitWhenSeen(viewer.get("canvas"), container);
}

// Text is measured once, when it is drawn, so its font must be there by then.
function fontsFor(text) {
  return document.fonts.load(`12px ${FONT}`, text).catch(() => []);
}

function mark(viewer, ids, marker) {
  const registry = viewer.get("elementRegistry");
  const present = (ids ?? "").split(",").map((id) => id.trim()).filter((id) => registry.get(id));
  for (const id of present) viewer.get("canvas").addMarker(id, marker);
}

// A diagram in a closed <details> has no size until it is opened.
function refitWhenSeen(canvas, container) {
  const refit = () => {
    if (!container.clientWidth) return;
    container.style.height = `${heightFor(canvas.viewbox().inner, container.clientWidth)}px`;
    canvas.resized();
    fit(canvas);
  };
  new ResizeObserver(() => requestAnimationFrame(refit)).observe(container);
  refit();
}

// As high as the drawing needs at this width, but never higher than the screen.
function heightFor(drawing, width) {
  const scale = Math.min(1, (width - 2 * MARGIN) / drawing.width);
  return Math.min(drawing.height * scale + MARGIN + LOGO, window.innerHeight * 0.9);
}

// Fills the container but never enlarges, and leaves the logo its strip.
function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  const width = outer.width - 2 * MARGIN;
  const height = outer.height - MARGIN - LOGO;
  const scale = Math.min(1, width / inner.width, height / inner.height);
  canvas.viewbox({
    x: inner.x - (outer.width / scale - inner.width) / 2,
    y: inner.y - MARGIN / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
