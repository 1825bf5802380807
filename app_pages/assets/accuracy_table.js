// Accuracy so far: a row a group, each figure a button that lists what it is counted from; a line of that list leads to the case.

const number = (row, column, count, data, pick) => {
  const chosen = data.shown.key === row.key && data.shown.column === column;
  const cell = make("td", `is-number${count ? "" : " is-zero"}${chosen ? " is-shown" : ""}`);
  if (!count) cell.textContent = "0";
  else {
    const node = button("crlm-figure", count, () => pick(row.key, column));
    node.dataset.figure = `${row.key} ${column}`;
    node.setAttribute("aria-pressed", String(chosen));
    node.setAttribute("aria-label", `${row.label}, ${column}: ${count}`);
    cell.append(node);
  }
  return cell;
};

const rate = (row, column, data, pick) => {
  const share = row[column];
  const chosen = data.shown.key === row.key && data.shown.column === column;
  const cell = make("td", `is-rate${chosen ? " is-shown" : ""}`);
  if (!share.of) {
    cell.append(make("span", "crlm-none", "-"));
    return cell;
  }
  const node = button("crlm-figure", share.words, () => pick(row.key, column));
  node.dataset.figure = `${row.key} ${column}`;
  node.setAttribute("aria-pressed", String(chosen));
  node.setAttribute("aria-label", `${row.label}, ${column} ${share.words}, ${share.interval}, of ${share.of}`);
  const scale = make("span", "crlm-scale");
  for (const [name, value] of [["--low", share.low], ["--high", share.high], ["--rate", share.rate]]) scale.style.setProperty(name, value);
  scale.append(make("span", "crlm-range"), make("span", "crlm-point"));
  const line = make("span", "crlm-rate");
  line.append(node, scale);
  cell.append(line, make("span", "crlm-interval", `${share.interval}, n ${share.of}`));
  return cell;
};

const drawFigures = (data, pick) => {
  const table = make("table", "crlm-figures crlm-accuracy");
  table.setAttribute("aria-label", "What people decided on the machine's values");
  const head = make("tr");
  const titles = [[data.title, ""], ...data.columns, ["Precision", "Of the values the machine stated, those that stood; Wilson 95 % interval"], ["Recall", "Of the values the notes state, those the machine had right; Wilson 95 % interval"]];
  titles.forEach(([title, meaning], at) => {
    const cell = make("th", at && at <= data.columns.length ? "is-number" : "", title);
    cell.scope = "col";
    if (meaning) cell.title = meaning;
    head.append(cell);
  });
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr", row.key === "all" ? "is-all" : "");
    const label = make("th", "", row.label);
    label.scope = "row";
    line.append(label, ...row.counts.map((count, at) => number(row, data.kinds[at], count, data, pick)), rate(row, "precision", data, pick), rate(row, "recall", data, pick));
    body.append(line);
  }
  table.append(top, body);
  return table;
};

const drawLines = (data, open) => {
  const box = make("section", "crlm-behind");
  box.append(make("h2", "", `${data.shown.words} (${data.shown.of})`));
  if (data.lines.length < data.shown.of) box.append(make("p", "crlm-soft", `The newest ${data.lines.length} are listed.`));
  const table = make("table", "crlm-figures crlm-outcomes");
  const head = make("tr");
  for (const title of ["Case", "Field", "Machine", "Found", "Decided", "Read by"]) {
    const cell = make("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const one of data.lines) {
    const line = make("tr");
    line.dataset.case = one.case;
    line.dataset.element = one.element;
    const name = make("th");
    name.scope = "row";
    name.append(button("crlm-case", one.case));
    line.append(name, make("td", "", one.label), make("td", one.machine === one.found ? "" : "is-was", one.machine), make("td", "is-found", one.found), make("td", "", `${one.kind} by ${one.by}, ${one.when}`), make("td", "crlm-version", one.version));
    line.addEventListener("click", () => open(one));
    body.append(line);
  }
  table.append(top, body);
  box.append(table);
  return box;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const pick = (key, column) => setTriggerValue("shown", { key, column });
  const open = (one) => setTriggerValue("open", { case: one.case, place: one.place, element: one.element });
  const memory = remember(root, () => ({ shown: "" }));
  const lines = data.shown.of ? drawLines(data, open) : null;
  keepFocus(root, () => root.replaceChildren(drawFigures(data, pick), ...(lines ? [lines] : [])));
  const shown = `${data.shown.key} ${data.shown.column}`;
  if (lines && shown !== memory.shown) lines.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  memory.shown = shown;
}
