// The worklist: one row a case; a click or Enter opens it, the arrow keys move between rows.

const COLUMNS = [
  ["Case", "", "th"],
  ["Status", "To enter blind, new, in review, queried, signed off, or stale: changed since it was signed off"],
  ["For", "The person the case is given to"],
  ["Decided", "Values a person decided, of those stated", "number"],
  ["ECMTG stage", "Stage of the European Colorectal Metastases Treatment Group: how resectable the liver is"],
  ["Group at presentation", "Resectable, convertible by chemotherapy, or neither, when the metastases were found"],
  ["Can flip", "Verdicts that one more decision can change: they rest on a value to check, or notes disagree or hedge", "number"],
  ["Conflicts", "Data elements on which notes of one day disagree", "number"],
  ["To check", "Values that need a second look", "number"],
  ["Unknown rules", "Rules that want a fact which no note states", "number"],
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

const drawStatus = (one) => {
  const cell = make("td", "is-status");
  cell.append(make("span", `crlm-badge is-${one.status}`, one.status_words));
  if (one.why) cell.append(make("span", "crlm-why-stale", one.why));
  return cell;
};

const drawProgress = (one) => {
  const cell = make("td", `is-number${one.decided ? "" : " is-zero"}`, `${one.decided}/${one.of}`);
  const bar = make("span", "crlm-progress");
  bar.style.setProperty("--done", one.of ? one.decided / one.of : 0);
  cell.append(bar);
  return cell;
};

const drawRow = (one, data, open) => {
  const row = make("tr", one.id === data.open ? "is-open" : "");
  row.dataset.case = one.id;
  const head = make("th");
  head.scope = "row";
  head.append(button("crlm-case", one.id));
  row.append(
    head,
    drawStatus(one),
    make("td", "is-person", one.assigned),
    drawProgress(one),
    drawSet(one.stage),
    drawSet(one.group),
    ...[[one.unsettled, true], [one.conflicts, true], [one.to_check, true], [one.unknown, false]].map(([count, warn]) =>
      one.status === "blind" ? make("td", "is-number is-zero", "–") : drawNumber(count, warn)),
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
  root.replaceChildren(table, drawPages(data, root, setTriggerValue));
}
