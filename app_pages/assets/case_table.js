// The worklist: one row a case; a click or Enter opens it, the arrow keys move between rows.

const COLUMNS = [
  ["Case", "", "th"],
  ["ECMTG stage", "Stage of the European Colorectal Metastases Treatment Group: how resectable the liver is"],
  ["Group at presentation", "Resectable, convertible by chemotherapy, or neither, when the metastases were found"],
  ["Conflicts", "Data elements on which notes of one day disagree", "number"],
  ["To check", "Values that need a second look", "number"],
  ["Unknown rules", "Rules that want a fact which no note states", "number"],
  ["Notes", "", "number"],
  ["Latest note", ""],
];

const drawSet = (set) => {
  const cell = make("td", set.settled ? "" : "is-open-set");
  const codes = make("span", "crlm-codes", set.codes);
  cell.append(...(set.settled ? [codes] : []), make("span", "", set.words));
  if (!set.settled && set.codes) cell.append(codes);
  return cell;
};

const drawNumber = (count, warn) => make("td", `is-number${warn && count ? " is-warn" : ""}${count ? "" : " is-zero"}`, count);

const drawRow = (one, data, open) => {
  const row = make("tr", one.id === data.open ? "is-open" : "");
  row.dataset.case = one.id;
  const head = make("th");
  head.scope = "row";
  head.append(button("crlm-case", one.id));
  row.append(
    head,
    drawSet(one.stage),
    drawSet(one.group),
    drawNumber(one.conflicts, true),
    drawNumber(one.to_check, true),
    drawNumber(one.unknown, false),
    drawNumber(one.notes, false),
    make("td", "is-date", one.latest),
  );
  row.addEventListener("click", () => open(one.id));
  return row;
};

const move = (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && event.target.closest("tbody tr")?.[step];
  if (!row || event.altKey) return;
  event.preventDefault();
  row.querySelector("button").focus();
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const table = make("table", "crlm-cases");
  const head = make("tr");
  for (const [title, meaning, kind] of COLUMNS) {
    const cell = make("th", kind === "number" ? "is-number" : "", title);
    cell.scope = "col";
    if (meaning) cell.title = meaning;
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  body.append(...data.cases.map((one) => drawRow(one, data, (id) => setTriggerValue("open", id))));
  body.addEventListener("keydown", move);
  table.append(top, body);
  root.replaceChildren(table);
}
