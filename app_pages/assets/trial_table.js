// What a new term would turn: the counts by field, then each part with its case and note; a click opens the note.

const drawCounts = (data) => {
  const table = make("table", "crlm-figures crlm-trial-counts");
  table.setAttribute("aria-label", "What the term turns, by field");
  const head = make("tr");
  for (const title of ["Field", ...data.columns]) {
    const cell = make("th", title === "Field" ? "" : "is-number", title);
    cell.scope = "col";
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr");
    const label = make("th", "", row.label);
    label.scope = "row";
    line.append(label, ...row.counts.map((count) => make("td", `is-number${count ? "" : " is-zero"}`, count)));
    body.append(line);
  }
  table.append(top, body);
  return table;
};

const drawTurned = (data, open) => {
  const table = make("table", "crlm-figures crlm-outcomes");
  table.setAttribute("aria-label", "Each value that is read otherwise");
  const head = make("tr");
  for (const title of ["Case", "Note", "Field", "Read so far", "With the term", "", "Place"]) {
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
    const name = make("th");
    name.scope = "row";
    name.append(button("crlm-case", one.case));
    line.append(name, make("td", "", one.note), make("td", "", one.field), make("td", "", one.before), make("td", "is-found", one.after), make("td", `crlm-effect-word is-${one.effect}`, one.words), make("td", "crlm-version", one.place));
    line.addEventListener("click", () => open(one));
    body.append(line);
  }
  table.append(top, body);
  return table;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const parts = [make("h2", "crlm-trial-head", data.head), make("p", "crlm-accuracy-note", data.notes)];
  if (data.rows.length) parts.push(drawCounts(data), drawTurned(data, (one) => setTriggerValue("open", { case: one.case, note: one.note })));
  else parts.push(make("p", "", "Nothing is read otherwise in these notes."));
  if (data.lines.length < data.of) parts.push(make("p", "crlm-accuracy-note", `The first ${data.lines.length} of ${data.of} are listed.`));
  if (data.lacking.length) {
    const box = make("div", "crlm-lacking");
    box.append(make("p", "", "Before it can be saved:"));
    const list = make("ul");
    list.append(...data.lacking.slice(0, 10).map((fault) => make("li", "", fault)));
    box.append(list);
    parts.push(box);
  }
  keepFocus(root, () => root.replaceChildren(...parts));
}
