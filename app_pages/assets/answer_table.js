// The rows of an answer: a case opens by its button, figures have bars beside them, the arrow keys move between cases.

const drawValue = (column, value, most) => {
  const cell = make("td", column.number ? "is-number" : "", value ?? "");
  if (column.bar && typeof value === "number" && most > 0) {
    const bar = make("span", "crlm-bar");
    bar.style.setProperty("--part", Math.max(0, value) / most);
    cell.append(bar);
  }
  return cell;
};

const drawCase = (id, open) => {
  const head = make("th");
  head.scope = "row";
  const opener = button("crlm-case", id);
  opener.addEventListener("click", () => open(id));
  head.append(opener);
  return head;
};

const walk = (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && event.target.closest("tbody tr")?.[step];
  if (!row || event.altKey) return;
  event.preventDefault();
  row.querySelector("button")?.focus();
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const table = make("table", "crlm-answer");
  const head = make("tr");
  for (const column of data.columns) {
    const cell = make("th", `${column.number ? "is-number" : ""}${column.bar ? " has-bar" : ""}`, column.label);
    cell.scope = "col";
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  const most = data.columns.map((_, at) => Math.max(...data.rows.map((row) => (typeof row[at] === "number" ? row[at] : 0))));
  const body = make("tbody");
  for (const values of data.rows) {
    const row = make("tr");
    values.forEach((value, at) => {
      const column = data.columns[at];
      row.append(column.case ? drawCase(value, (id) => setTriggerValue("open", id)) : drawValue(column, value, most[at]));
    });
    body.append(row);
  }
  body.addEventListener("keydown", walk);
  table.append(top, body);
  root.replaceChildren(table);
}
