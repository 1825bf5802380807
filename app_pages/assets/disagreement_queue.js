// What two people entered differently, or both against the machine: the sides with their words, and the form that settles it.

const SHOWN = [
  ["people", "People differ", (row) => row.kind === "people" && !row.settled],
  ["machine", "Both against the machine", (row) => row.kind === "machine" && !row.settled],
  ["settled", "Settled", (row) => row.settled],
];
const EMPTY = {
  people: "Nothing to settle: the two entered the same wherever both are done.",
  machine: "Nothing here: the machine says what both people say, wherever they agree.",
  settled: "Nothing is settled yet.",
};

const isUnderWay = (row) => outbox.some((one) => one.element === row.id);

const drawSide = (side) => {
  const box = make("div", "crlm-side-plain");
  box.append(make("span", "crlm-soft", side.who), make("strong", "", side.words));
  for (const quote of side.quotes) {
    const line = make("span", "crlm-side-quote");
    line.append(make("q", "", quote.text), make("span", "crlm-soft", ` ${quote.note}`));
    box.append(line);
  }
  if (side.remark) box.append(make("span", "crlm-side-remark", side.remark));
  return box;
};

// The sides to take, or another value, with a reason.
const settleForm = (row, about, onSave, onCancel) => {
  const editor = { id: row.id };
  const group = make("div", "crlm-settle-choices");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", `Settle ${row.label} as`);
  const distinct = row.sides.filter(
    (side, at) => side.takes && row.sides.findIndex((one) => one.takes && one.words === side.words) === at,
  );
  const choices = [...distinct.map((side) => [side.words, side.value]), ["another value", undefined]];
  const control = CONTROLS[about.kind](row.label, about, null);
  const other = make("div", "crlm-controls");
  other.append(...control.nodes);
  other.hidden = true;
  choices.forEach(([words], at) => {
    const radio = make("input");
    radio.type = "radio";
    radio.name = `settle-${row.id}`;
    radio.value = at;
    radio.addEventListener("change", () => (other.hidden = at !== choices.length - 1));
    const label = make("label", "crlm-check");
    label.append(radio, make("span", "", words));
    group.append(label);
  });
  const reason = typed("crlm-input crlm-reason-input", "", "100%");
  const save = () => {
    const at = Number(group.querySelector("input:checked")?.value ?? -1);
    if (at < 0) editor.error.textContent = "Choose what it is settled as.";
    else if (!reason.value.trim()) editor.error.textContent = "Give a reason: whoever entered something else will read it.";
    else onSave({ value: at === choices.length - 1 ? control.read() : choices[at][1], reason: reason.value });
  };
  editor.node = form(`Settle ${row.label}`, save, onCancel);
  editor.error = make("p", "crlm-error");
  editor.error.setAttribute("role", "alert");
  editor.node.append(group, other, named("Reason", reason), editor.error, ending("Settle", save, onCancel));
  editor.enter = () => group.querySelector("input").focus();
  return editor;
};

const drawRow = (memory, row, act) => {
  const box = make("article", `crlm-difference${isUnderWay(row) ? " is-waiting" : ""}`);
  box.dataset.row = row.id;
  const head = make("div", "crlm-difference-head");
  head.append(make("strong", "", row.label), button("crlm-case", row.case, () => act.open(row.case)));
  const sides = make("div", "crlm-difference-sides");
  sides.append(...row.sides.map(drawSide));
  box.append(head, sides);
  if (row.settled) {
    const line = make("p", "crlm-settled");
    line.append(
      make("span", "crlm-soft", `Settled by ${row.settled.by}, ${row.settled.when} UTC: `),
      make("strong", "", row.settled.words),
      make("span", "", ` “${row.settled.reason}”`),
    );
    box.append(line);
  }
  if (memory.refused.has(row.id) && memory.editor?.id !== row.id) {
    box.append(make("p", "crlm-error", `Not saved: ${memory.refused.get(row.id)}`));
  }
  if (memory.editor?.id === row.id) box.append(memory.editor.node);
  else if (row.refused) box.append(make("p", "crlm-soft", `You cannot settle it: ${row.refused}.`));
  else box.append(button("crlm-act is-main crlm-settle", row.settled ? "Settle again" : "Settle", () => act.edit(row)));
  return box;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => {
    const bar = make("div", "crlm-bar");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Show");
    const live = make("p", "crlm-live");
    live.setAttribute("role", "status");
    const list = make("div", "crlm-differences");
    root.replaceChildren(bar, live, list);
    return { bar, live, list, shown: "people", refused: new Map(), editor: null };
  });
  memory.send = (event) => setTriggerValue("settle", event);
  const redraw = () => {
    memory.bar.replaceChildren(...SHOWN.map(([name, words, is]) =>
      choice(words, data.rows.filter(is).length, memory.shown === name, () => {
        Object.assign(memory, { shown: name, editor: null });
        redraw();
        memory.bar.querySelector('[aria-pressed="true"]').focus();
      })));
    const rows = data.rows.filter(SHOWN.find(([name]) => name === memory.shown)[2]);
    const held = memory.editor?.node.contains(document.activeElement) && document.activeElement;
    memory.list.replaceChildren(...(rows.length ? rows.map((row) => drawRow(memory, row, act)) : [make("p", "crlm-soft", EMPTY[memory.shown])]));
    if (held) held.focus({ preventScroll: true });
  };
  const act = {
    open: (caseId) => setTriggerValue("case", caseId),
    edit: (row) => {
      if (isUnderWay(row)) return;
      memory.editor = settleForm(row, data.editors[row.element], (given) => {
        memory.caseId = row.case;
        queue(memory, { element: row.id, of: row.element, ...given });
        redraw();
      }, () => {
        memory.editor = null;
        redraw();
        memory.list.querySelector(`[data-row="${CSS.escape(row.id)}"] .crlm-settle`)?.focus();
      });
      redraw();
      memory.editor.enter();
    },
  };
  const saved = settle(memory, data);
  if (memory.editor && memory.refused.has(memory.editor.id)) memory.editor.error.textContent = memory.refused.get(memory.editor.id);
  if (memory.editor && saved.includes(memory.editor.id)) memory.editor = null;
  redraw();
  return () => clearTimeout(resend);
}
