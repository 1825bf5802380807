// How far two readers agree: a row for each data element with its coefficients; beside it the confusion table of the chosen one.

const COLUMNS = [
  ["Data element", ""],
  ["Cases", "Cases in which both readers say something", "number"],
  ["Agree", "Share of the cases in which both say exactly the same", "number"],
  ["Kappa (95 %)", "Cohen's kappa: agreement beyond what the two would reach by chance, with its 95 % interval"],
  ["AC1 (95 %)", "Gwet's AC1: like kappa, but it stays meaningful where nearly all cases are alike, with its 95 % interval"],
];

// A coefficient in digits, and its interval as a bar from 0 to 1.
const drawEstimate = (one, undefinedWords) => {
  const cell = make("td", "is-estimate");
  if (!one) {
    cell.append(make("span", "crlm-soft", undefinedWords ? `undefined: ${undefinedWords}` : ""));
    return cell;
  }
  const bar = make("span", "crlm-interval");
  bar.style.setProperty("--from", one.from);
  bar.style.setProperty("--to", one.to);
  bar.style.setProperty("--at", one.at);
  bar.setAttribute("aria-hidden", "true");
  cell.append(make("strong", "", one.value), " ", make("span", "crlm-soft", one.interval), bar);
  return cell;
};

const figureCells = (row) => [
  make("td", "is-number", row.n),
  make("td", `is-number${row.low ? " is-warn" : ""}`, row.observed),
  drawEstimate(row.kappa, row.undefined),
  drawEstimate(row.ac1, ""),
];

const headOf = (columns) => {
  const line = make("tr");
  for (const [title, meaning, kind] of columns) {
    const cell = make("th", kind === "number" ? "is-number" : "", title);
    cell.scope = "col";
    if (meaning) cell.title = meaning;
    line.append(cell);
  }
  const head = make("thead");
  head.append(line);
  return head;
};

const drawFields = (memory, data, choose) => {
  const table = make("table", "crlm-cases crlm-agreement");
  const body = make("tbody");
  for (const row of data.rows) {
    const line = make("tr", row.element === memory.element ? "is-open" : "");
    line.dataset.element = row.element;
    const name = make("th");
    name.scope = "row";
    const label = button("crlm-case", row.label);
    label.setAttribute("aria-pressed", String(row.element === memory.element));
    name.append(label);
    line.append(name, ...figureCells(row));
    line.addEventListener("click", () => choose(row.element));
    body.append(line);
  }
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const goal = step && event.target.closest("tr")?.[step];
    if (!goal || event.altKey) return;
    event.preventDefault();
    goal.querySelector("button").focus();
  });
  const total = make("tr");
  const name = make("th", "", "All data elements");
  name.scope = "row";
  total.append(name, make("td", "is-number", data.total.n), make("td", "is-number", data.total.observed), make("td"), make("td"));
  const foot = make("tfoot");
  foot.append(total);
  table.append(headOf(COLUMNS), body, foot);
  return table;
};

// What the one reader said (rows) against the other (columns); a number shows its cases.
const drawConfusion = (memory, data, row, open) => {
  const table = make("table", "crlm-confusion");
  const top = make("tr");
  const corner = make("td", "crlm-soft", `${data.readers[0]} ↓  ${data.readers[1]} →`);
  const named = (words, scope) => {
    const cell = make("th");
    cell.scope = scope;
    cell.title = words;
    cell.append(make("span", "crlm-clamp", words));
    return cell;
  };
  top.append(corner, ...row.words.map((words) => named(words, "col")));
  const head = make("thead");
  head.append(top);
  const body = make("tbody");
  row.counts.forEach((counts, at) => {
    const line = make("tr");
    line.append(named(row.words[at], "row"), ...counts.map((count, other) => {
      const cell = make("td", at === other ? "is-same" : count ? "is-different" : "");
      const key = `${at},${other}`;
      if (!count) return cell;
      const node = button("crlm-cell", count, () => open(key));
      node.setAttribute("aria-expanded", String(memory.cell === key));
      node.setAttribute("aria-label", `${count} cases: ${data.readers[0]} ${row.words[at]}, ${data.readers[1]} ${row.words[other]}`);
      cell.append(node);
      return cell;
    }));
    body.append(line);
  });
  table.append(head, body);
  return table;
};

const drawItems = (row) => {
  const table = make("table", "crlm-cases crlm-agreement crlm-items");
  const body = make("tbody");
  for (const item of row.items) {
    const line = make("tr");
    const name = make("th", "", item.label);
    name.scope = "row";
    line.append(name, ...figureCells(item));
    body.append(line);
  }
  table.append(headOf([["Item"], ...COLUMNS.slice(1)]), body);
  return table;
};

const drawChosen = (memory, data, row, open, setTriggerValue) => {
  const parts = [make("h2", "crlm-part", row.label)];
  if (!row.n) parts.push(make("p", "crlm-soft", "No case to compare yet."));
  else {
    const frame = make("div", "crlm-scroll");
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", `Confusion table of ${row.label}`);
    frame.append(drawConfusion(memory, data, row, open));
    parts.push(frame);
  }
  const cases = row.cases[memory.cell];
  if (cases) {
    const [at, other] = memory.cell.split(",").map(Number);
    const list = make("p", "crlm-cell-cases");
    list.append(make("span", "crlm-soft", `${data.readers[0]}: ${row.words[at]}; ${data.readers[1]}: ${row.words[other]}. `));
    for (const one of cases) list.append(button("crlm-case", one, () => setTriggerValue("case", one)), " ");
    parts.push(list);
  } else if (row.n) parts.push(make("p", "crlm-soft", "Click a number to see its cases."));
  if (row.items.length) parts.push(make("h2", "crlm-part", "By item"), drawItems(row));
  return parts;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => {
    const pane = make("div", "crlm-agreement-pane");
    const left = make("div", "crlm-agreement-fields");
    const right = make("div", "crlm-agreement-side");
    pane.append(left, right);
    root.replaceChildren(pane);
    return { left, right, element: data.rows[0].element, cell: "" };
  });
  const redraw = () => {
    const row = data.rows.find((one) => one.element === memory.element);
    keepFocus(memory.left, () => memory.left.replaceChildren(drawFields(memory, data, choose)));
    keepFocus(memory.right, () => memory.right.replaceChildren(...drawChosen(memory, data, row, open, setTriggerValue)));
  };
  const choose = (element) => {
    Object.assign(memory, { element, cell: "" });
    redraw();
  };
  const open = (cell) => {
    memory.cell = memory.cell === cell ? "" : cell;
    redraw();
  };
  redraw();
}
