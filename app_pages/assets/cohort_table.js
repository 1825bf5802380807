// The cases of a cohort: a row a case, opened by click or Enter; a click on a heading sorts, the arrow keys move between rows.

const SIGNS = { ascending: "↑", descending: "↓", none: "" };

const drawHead = (column, send) => {
  const cell = make("th");
  cell.scope = "col";
  cell.setAttribute("aria-sort", column.sort);
  const node = button("crlm-sort", column.label, () => send("sort", column.name));
  node.dataset.sort = column.name;
  node.append(make("span", "crlm-sort-sign", SIGNS[column.sort]));
  cell.append(node);
  return cell;
};

const drawCase = (one, send) => {
  const row = make("tr");
  row.dataset.case = one.id;
  const head = make("th");
  head.scope = "row";
  head.append(button("crlm-case", one.id));
  row.append(head, ...one.cells.map(([text, silent]) => make("td", silent ? "is-silent" : "", text)));
  row.addEventListener("click", () => send("open", one.id));
  return row;
};

const walk = (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && event.target.closest("tbody tr")?.[step];
  if (!row || event.altKey) return;
  event.preventDefault();
  row.querySelector("button").focus();
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.sort : undefined;
  const table = make("table", "crlm-cases crlm-cohort");
  const top = make("thead");
  const head = make("tr");
  head.append(...data.columns.map((column) => drawHead(column, setTriggerValue)));
  top.append(head);
  const body = make("tbody");
  body.append(...data.cases.map((one) => drawCase(one, setTriggerValue)));
  body.addEventListener("keydown", walk);
  table.append(top, body);
  const box = make("div", "crlm-cohort-box");
  box.append(table);
  const foot = drawPages(data, root, setTriggerValue);
  root.replaceChildren(box, foot);
  if (held !== undefined) root.querySelector(`[data-sort="${held}"]`)?.focus({ preventScroll: true });
}
