// The site's numbers: on the left each with its value, on the right what a change would turn; saved only once that was shown.

const labelled = (name, label, hint, value, onInput) => {
  const box = make("label", `crlm-field ${name}`);
  const input = make("input", "crlm-search");
  input.placeholder = hint;
  input.value = value;
  input.addEventListener("input", () => onInput(input.value));
  box.append(make("span", "", label), input);
  return box;
};

// The values that are not as they stand, as they were typed.
const changed = (memory, data) => {
  const found = {};
  for (const { name, value } of data.numbers) {
    const typed = memory.typed.get(name);
    if (typed !== undefined && typed.trim() !== value) found[name] = typed.trim();
  }
  return found;
};

const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other || {}).sort());

const drawNumber = (one, memory, redraw, toRule) => {
  const row = make("tr");
  row.dataset.number = one.name;
  const head = make("th");
  head.scope = "row";
  head.append(make("span", "crlm-number-label", one.label), make("span", "crlm-number-of", one.of));
  const input = make("input", "crlm-search");
  input.inputMode = "decimal";
  input.value = memory.typed.get(one.name) ?? one.value;
  input.setAttribute("aria-label", [one.label, one.unit].filter(Boolean).join(", "));
  input.title = `From ${one.range}`;
  const mark = () => row.classList.toggle("is-changed", input.value.trim() !== one.value);
  input.addEventListener("input", () => {
    memory.typed.set(one.name, input.value);
    mark();
    redraw();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") memory.ask();
  });
  const value = make("td", "crlm-number-value");
  value.append(input, make("span", "crlm-unit", one.unit));
  if (one.default) value.append(make("span", "crlm-number-of", `default ${one.default}; ${one.set}`));
  const rules = make("td", "crlm-number-rules");
  for (const { key, rule } of one.rules) rules.append(button("crlm-link", rule, () => toRule(key)), " ");
  if (one.through.length) {
    const more = make("span", "crlm-through", `and ${one.through.length} through ${one.rules.length === 1 ? "it" : "them"}`);
    more.title = one.through.join(", ");
    rules.append(more);
  }
  row.append(head, value, rules);
  mark();
  return row;
};

const headed = (titles) => {
  const head = make("thead");
  const row = make("tr");
  for (const title of titles) {
    const cell = make("th", "", title);
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  return head;
};

const drawTurn = ({ before, after }) => {
  const turn = make("span", "crlm-turn");
  turn.append(
    make("span", `crlm-badge is-${before.verdict}`, before.words),
    make("span", "crlm-arrow", "→"),
    make("span", `crlm-badge is-${after.verdict}`, after.words),
  );
  return turn;
};

const drawByRule = (found, toRule) => {
  const table = make("table", "crlm-turns");
  const body = make("tbody");
  for (const one of found.by_rule) {
    const row = make("tr");
    row.dataset.rule = one.key;
    const rule = make("th");
    rule.scope = "row";
    rule.append(button("crlm-link", one.rule, () => toRule(one.key)), " ", make("span", "crlm-turn-title", one.title));
    const turn = make("td");
    turn.append(drawTurn(one));
    row.append(rule, turn, make("td", "is-number", one.cases));
    body.append(row);
  }
  table.append(headed(["Rule", "Verdict", "Cases"]), body);
  return table;
};

const drawByCase = (one, toCase) => {
  const item = make("li", "crlm-turned-case");
  item.dataset.case = one.case;
  const open = button("crlm-link", one.case, () => toCase(one.case));
  open.title = "Open the case";
  const told = make("span", "crlm-turned");
  for (const set of one.sets) told.append(make("span", "crlm-set-turn", `${set.title}: ${set.before} → ${set.after}`));
  for (const flip of one.flips) {
    const line = make("span", "crlm-flip", `${flip.rule} ${flip.before.words.toLowerCase()} → ${flip.after.words.toLowerCase()}`);
    line.title = flip.title;
    told.append(line);
  }
  item.append(open, told);
  return item;
};

const several = (count, one, many) => `${count} ${count === 1 ? one : many}`;

const drawFound = (found, leads) => {
  const head = found.turned
    ? `${several(found.verdicts, "verdict", "verdicts")} would turn, in ${found.turned} of ${several(found.cases, "case", "cases")}.`
    : `No verdict would turn in ${several(found.cases, "case", "cases")}.`;
  const parts = [make("p", "crlm-found-head", head)];
  for (const set of found.sets) parts.push(make("p", "crlm-found-set", `${set.title}: other candidates in ${several(set.cases, "case", "cases")}.`));
  if (found.by_rule.length) parts.push(make("h3", "crlm-part-title", "By rule"), drawByRule(found, leads.toRule));
  if (found.by_case.length) {
    const list = make("ul", "crlm-turned-cases");
    list.append(...found.by_case.map((one) => drawByCase(one, leads.toCase)));
    parts.push(make("h3", "crlm-part-title", "By case"), list);
    const rest = found.turned - found.by_case.length;
    if (rest) parts.push(make("p", "crlm-soft", `and ${rest} more`));
  }
  return parts;
};

const drawHistory = (history) => {
  if (!history.length) return [make("p", "crlm-soft", "Every number is the default. Change one to see what would turn; nothing is set before it is saved.")];
  const list = make("ul", "crlm-history");
  for (const one of history) {
    const item = make("li");
    item.append(make("span", "", `${one.label}: ${one.turn}`), make("span", "crlm-number-of", [one.by, one.reason].filter(Boolean).join(": ")));
    list.append(item);
  }
  return [make("h3", "crlm-part-title", "Set before"), list];
};

const build = (root) => {
  const box = make("div", "crlm-numbers");
  const left = make("div", "crlm-number-list");
  left.tabIndex = 0;
  left.setAttribute("role", "region");
  left.setAttribute("aria-label", "Site numbers");
  const right = make("div", "crlm-number-side");
  right.tabIndex = 0;
  right.setAttribute("role", "region");
  right.setAttribute("aria-label", "What would turn");
  const acts = make("div", "crlm-acts");
  const told = make("div", "crlm-told");
  told.setAttribute("role", "status");
  const seen = make("div");
  right.append(acts, told, seen);
  box.append(left, right);
  root.replaceChildren(box);
  return { box, left, acts, told, seen, typed: new Map(), reason: "", waiting: false, drawn: "" };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const { tried } = data;
  if (tried.done && memory.done !== tried.done + data.history.length) {
    memory.typed.clear();
    memory.done = tried.done + data.history.length;
  }
  memory.waiting = false;
  const leads = { toRule: (key) => setTriggerValue("rule", key), toCase: (id) => setTriggerValue("case", id) };
  const ask = button("crlm-act", "Preview", () => memory.ask());
  const undo = button("crlm-act is-quiet", "Undo the changes", () => {
    memory.typed.clear();
    list();
    redraw();
    ask.focus();
  });
  memory.ask = () => {
    const written = changed(memory, data);
    if (memory.waiting || !Object.keys(written).length) return;
    memory.waiting = true;
    redraw();
    setTriggerValue("preview", written);
  };
  const save = button("crlm-act is-main", "Save these numbers", () => {
    memory.waiting = true;
    redraw();
    setTriggerValue("save", { written: tried.written, reason: memory.reason, id: crypto.randomUUID() });
  });
  const who = make("p", "crlm-number-of", data.locked || `Kept with your name: ${data.by}.`);
  const why = labelled("is-reason", "Reason", "may be left out", memory.reason, (words) => { memory.reason = words; });
  const form = make("div", "crlm-save");
  form.append(who, ...(data.locked ? [] : [why]), save);
  const redraw = () => {
    const written = changed(memory, data);
    const any = Object.keys(written).length > 0;
    const current = any && same(written, tried.written);
    ask.disabled = !any || memory.waiting;
    undo.hidden = !any;
    form.hidden = !(current && tried.found);
    save.disabled = Boolean(data.locked) || memory.waiting;
    memory.told.textContent = memory.waiting
      ? "Classifying the cases…"
      : current && tried.refused
        ? tried.refused
        : !any && tried.done
          ? tried.done
          : any && !current
            ? `${several(Object.keys(written).length, "number", "numbers")} changed, not previewed yet.`
            : "";
    memory.told.classList.toggle("is-refused", Boolean(!memory.waiting && current && tried.refused));
    const drawn = JSON.stringify([current, tried.found, data.history]);
    if (memory.drawn === drawn) return;
    memory.drawn = drawn;
    memory.seen.replaceChildren(...(current && tried.found ? drawFound(tried.found, leads) : drawHistory(data.history)));
  };
  const list = () => {
    const table = make("table", "crlm-number-table");
    const body = make("tbody");
    body.append(...data.numbers.map((one) => drawNumber(one, memory, redraw, leads.toRule)));
    table.append(headed(["Number", "Value", "Rules that use it"]), body);
    keepFocus(memory.left, () => memory.left.replaceChildren(table));
  };
  list();
  memory.drawn = "";
  keepFocus(memory.acts, () => memory.acts.replaceChildren(ask, undo, form));
  redraw();
}
