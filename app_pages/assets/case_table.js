// The worklist: one row a case; a click or Enter opens it, the arrow keys move between rows.

const COLUMNS = [
  ["Case", (one) => one.id],
  ["Notes", (one) => one.notes],
  ["Dates", (one) => one.dates],
  ["ECMTG stage", (one) => one.stage],
  ["Group", (one) => one.group],
  ["Unknown rules", (one) => one.unknown],
  ["Conflicts", (one) => one.conflicts],
];

const drawRow = (one, data, open) => {
  const row = make("tr", one.id === data.open ? "is-open" : "");
  row.dataset.case = one.id;
  COLUMNS.forEach(([title, read], at) => {
    const cell = make(at ? "td" : "th");
    if (at) cell.textContent = read(one);
    else {
      cell.scope = "row";
      cell.append(button("crlm-case", one.id));
    }
    if (title === "Conflicts" && one.conflicts) cell.className = "is-warn";
    row.append(cell);
  });
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
  for (const [title] of COLUMNS) {
    const cell = make("th", "", title);
    cell.scope = "col";
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
