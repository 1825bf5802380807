// The figures of a cohort: panels of rows, each one bar or made of parts. A bar or part is a button that filters by it.

const told = (one) => `${one.label}: ${one.count} ${one.count === 1 ? "case" : "cases"}`;

const press = (node, one, pick) => {
  node.setAttribute("aria-pressed", String(one.chosen));
  node.dataset.about = one.about;
  node.dataset.word = one.word;
  node.addEventListener("click", () => pick(one));
  return node;
};

const drawBar = (row, of, pick) => {
  const [one] = row.parts;
  const bar = make("span", `crlm-bar is-${one.tone}`);
  bar.style.setProperty("--share", of ? one.count / of : 0);
  const node = press(button("crlm-bar-row"), one, pick);
  node.append(make("span", "crlm-bar-label", row.label), bar, make("span", "crlm-n", one.count.toLocaleString("en")));
  node.title = told(one);
  return node;
};

const drawPart = (one, of, pick) => {
  const node = one.fixed ? make("span", "crlm-part-box") : press(button("crlm-part-box"), one, pick);
  node.classList.add(`is-${one.tone}`);
  node.style.flexGrow = one.count;
  node.title = told(one);
  node.append(make("span", of && one.count / of > 0.045 ? "" : "crlm-unseen", one.count.toLocaleString("en")));
  if (!one.fixed) node.setAttribute("aria-label", told(one));
  return node;
};

const drawStack = (row, of, pick) => {
  const node = make("div", "crlm-stack-row");
  const track = make("div", "crlm-track");
  track.append(...row.parts.map((one) => drawPart(one, of, pick)));
  node.append(make("span", "crlm-bar-label", row.label), track);
  node.firstChild.title = row.label;
  return node;
};

const drawLegend = (legend) => {
  const node = make("p", "crlm-key");
  for (const [tone, words] of legend) {
    const item = make("span");
    item.append(make("span", `crlm-key-box is-${tone}`), make("span", "", words));
    node.append(item);
  }
  return node;
};

const drawPanel = (panel, pick) => {
  const node = make("section", panel.stacked ? "crlm-panel is-wide" : "crlm-panel");
  node.setAttribute("aria-label", panel.title);
  const head = make("h2", "", panel.title);
  if (panel.note) head.append(make("span", "", panel.note));
  node.append(head);
  if (panel.legend) node.append(drawLegend(panel.legend));
  const rows = make("div", "crlm-panel-rows");
  rows.append(...panel.rows.map((row) => (panel.stacked ? drawStack : drawBar)(row, panel.of, pick)));
  node.append(rows);
  if (!panel.rows.length) node.append(make("p", "crlm-nothing", "No case is left."));
  return node;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const pick = (one) => setTriggerValue("pick", { about: one.about, word: one.word });
  const draw = () => {
    const grid = make("div", "crlm-charts");
    grid.append(...data.panels.map((panel) => drawPanel(panel, pick)));
    root.replaceChildren(grid);
  };
  // The bar that was pressed keeps the keyboard, wherever it stands now.
  const held = document.activeElement?.dataset ?? {};
  const scrolled = [...root.querySelectorAll(".crlm-panel-rows")].map((rows) => rows.scrollTop);
  const had = root.contains(document.activeElement);
  draw();
  root.querySelectorAll(".crlm-panel-rows").forEach((rows, at) => (rows.scrollTop = scrolled[at] ?? 0));
  if (had) {
    const same = [...root.querySelectorAll("[data-word]")].find((node) => node.dataset.about === held.about && node.dataset.word === held.word);
    same?.focus({ preventScroll: true });
  }
}
