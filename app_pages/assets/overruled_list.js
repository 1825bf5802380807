// What a person entered and an adjudicator settled otherwise: a row each, with both values and the reason.

const COLUMNS = ["Case", "Data element", "You entered", "Settled as", "Reason", "By", "When (UTC)"];

export default function ({ data, parentElement, setTriggerValue }) {
  const table = make("table", "crlm-cases crlm-overruled");
  const head = make("tr");
  for (const title of COLUMNS) {
    const cell = make("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  for (const one of data.rows) {
    const row = make("tr");
    const name = make("th");
    name.scope = "row";
    name.append(button("crlm-case", one.case, () => setTriggerValue("open", one.case)));
    row.append(
      name,
      make("td", "", one.element),
      make("td", "is-own", one.own),
      make("td", "is-settled-value", one.settled),
      make("td", "", one.reason),
      make("td", "", one.by),
      make("td", "is-date", one.when),
    );
    body.append(row);
  }
  table.append(top, body);
  parentElement.querySelector(".crlm-root").replaceChildren(table);
}
