// The form of a case that is abstracted blind: each element is entered or said to be not stated, then the person is done.

const ENTRIES = [
  ["enter", "Enter", "E"],
  ["not_stated", "Not stated", "N"],
];

// One row at a time is chosen: keys act on it, and selected words become its evidence.
const choose = (memory, element) => {
  if (memory.element !== element) tell("crlm:chosen", { element });
  memory.element = element;
  for (const [key, row] of memory.rows) {
    row.classList.toggle("is-chosen", key === element);
    const label = row.querySelector(".crlm-label");
    label.setAttribute("aria-expanded", String(key === element));
    label.tabIndex = key === element ? 0 : -1;
  }
};

const drawRow = (memory, row, act, visit) => {
  const waiting = isWaiting(memory, row.element);
  const box = make("div", `crlm-row${row.open ? " is-open" : ""}${waiting ? " is-waiting" : ""}`);
  box.dataset.element = row.element;
  const main = make("div", "crlm-row-main");
  main.addEventListener("click", () => visit(row));
  const label = button("crlm-label", row.label);
  label.title = row.definition;
  const said = row.open ? "to enter" : row.words;
  const status = waiting ? "saving" : row.open ? "" : "entered";
  main.append(
    label,
    make("span", `crlm-value${row.stated ? "" : " crlm-absent"}`, said),
    make("span", `crlm-status is-${waiting ? "waiting" : row.open ? "none" : "reviewed"}`, status),
  );
  box.append(main);
  if (row.remark) box.append(make("div", "crlm-said-line", row.remark));
  if (memory.refused.has(row.element) && memory.editor?.element !== row.element) {
    box.append(make("div", "crlm-error", `Not saved: ${memory.refused.get(row.element)}`));
  }
  if (memory.editor?.element === row.element) box.append(memory.editor.node);
  else {
    const line = make("div", "crlm-actions");
    line.setAttribute("role", "group");
    line.setAttribute("aria-label", `Enter ${row.label}`);
    for (const [action, words, key] of ENTRIES) {
      const node = button("crlm-act", action === "enter" && !row.open ? "Change" : words, (event) => {
        event.stopPropagation();
        act(action, row.element);
      });
      node.dataset.action = action;
      node.append(make("kbd", "", key));
      line.append(node);
    }
    box.append(line);
  }
  const more = make("div", "crlm-more");
  more.append(make("p", "crlm-definition", row.definition));
  box.append(more);
  memory.rows.set(row.element, box);
  return box;
};

// Where the person is: the case, how much is entered, the way to the other cases, and the button that ends it.
const drawHead = (memory, data, act, setTriggerValue) => {
  const rows = data.families.flatMap((family) => family.rows);
  const left = rows.filter((row) => row.open).length;
  const line = make("div", "crlm-blind-head");
  line.append(make("strong", "crlm-blind-case", data.case), make("span", "crlm-n", data.at));
  for (const [words, goal] of [["‹ Previous", data.before], ["Next ›", data.after]]) {
    const step = button("crlm-small", words, () => setTriggerValue("case", goal));
    step.disabled = !goal;
    line.append(step);
  }
  const done = button("crlm-act is-main crlm-done-with", "I am done with this case", () => act("finish", ""));
  done.disabled = left > 0 || isWaiting(memory, "");
  const words = left ? `${rows.length - left} of ${rows.length} entered` : "All entered. Once you are done, your entries stand and the case opens.";
  const more = make("div", "crlm-blind-head");
  more.append(done, make("span", "crlm-blind-left", words));
  memory.head.replaceChildren(line, more);
};

const draw = (memory, data, act, visit) => {
  memory.rows = new Map();
  memory.box.replaceChildren(
    ...data.families.map((family) => {
      const group = make("section", `crlm-family fam-${family.family}`);
      const head = make("h3", "crlm-family-title");
      head.append(make("span", "crlm-swatch"), make("span", "", family.title));
      group.append(head, ...family.rows.map((row) => drawRow(memory, row, act, visit)));
      return group;
    }),
  );
};

const build = (root) => {
  const pane = make("div", "crlm-elements-pane");
  const head = make("div", "crlm-blind-top");
  const live = make("p", "crlm-live");
  live.setAttribute("role", "status");
  const box = make("div", "crlm-elements");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Data elements to enter");
  pane.append(head, live, box);
  root.replaceChildren(pane);
  return { box, head, live, rows: new Map(), element: "", caseId: "", refused: new Map(), editor: null };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) Object.assign(memory, { element: "", editor: null, refused: new Map() });
  memory.caseId = data.case;
  memory.send = (event) => setTriggerValue("enter", event);

  const visit = (row) => {
    choose(memory, row.element);
    if (row.evidence.length) goTo(nextEvidence(row.evidence, data.note, null), row.element, data.note, setTriggerValue);
  };
  const focusRow = (element) => {
    choose(memory, element);
    const row = memory.rows.get(element);
    if (!row) return;
    row.querySelector(".crlm-label").focus({ preventScroll: true, focusVisible: true });
    scrollTo(memory.box, row);
  };
  const redraw = () => {
    const held = memory.box.contains(document.activeElement) && document.activeElement;
    const editing = held && memory.editor?.node.contains(held);
    const at = memory.box.scrollTop;
    draw(memory, data, act, visit);
    drawHead(memory, data, act, setTriggerValue);
    choose(memory, memory.element);
    memory.box.scrollTop = at;
    if (editing) held.focus({ preventScroll: true });
    else if (held) memory.rows.get(memory.element)?.querySelector(".crlm-label").focus({ preventScroll: true });
  };
  const goOn = (from) => focusRow(stillOpen(memory, data, from)[0]?.element || from);
  const edit = (element, evidence) => {
    if (memory.editor?.element === element && evidence) memory.editor.use(evidence);
    else {
      memory.editor = valueEditor(rowOf(data, element), data.editors[element], evidence, (given) => {
        queue(memory, { element, action: "enter", ...given });
        redraw();
      }, () => {
        memory.editor = null;
        redraw();
        focusRow(element);
      }, ["Enter", "Remark for whoever settles a difference, if you want"]);
    }
    choose(memory, element);
    redraw();
    scrollTo(memory.box, memory.rows.get(element));
    memory.editor.enter();
  };
  const act = (action, element) => {
    if (isWaiting(memory, element)) return;
    if (action === "enter") return edit(element, null);
    queue(memory, { element, action });
    redraw();
    if (element) goOn(element);
  };

  const saved = settle(memory, data);
  if (memory.editor && memory.refused.has(memory.editor.element)) memory.editor.error.textContent = memory.refused.get(memory.editor.element);
  const edited = memory.editor && saved.includes(memory.editor.element) ? memory.editor.element : "";
  if (edited) memory.editor = null;
  redraw();
  memory.box.scrollTop = top;
  if (edited) goOn(edited);
  if (!memory.element) choose(memory, stillOpen(memory, data, "")[0]?.element || data.families[0].rows[0].element);

  const off = fresh(memory);
  const on = (target, event, act) => target.addEventListener(event, act, { signal: off.signal });
  on(document, "crlm:evidence", (event) => rowOf(data, event.detail.element) && edit(event.detail.element, event.detail));
  on(document, "crlm:return", () => focusRow(memory.element));
  on(document, "crlm:element", (event) => choose(memory, event.detail.element));
  on(memory.box, "focusin", (event) => {
    const element = event.target.closest("[data-element]")?.dataset.element;
    if (element && element !== memory.element) choose(memory, element);
  });
  on(memory.box, "keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const order = [...memory.rows.keys()];
    const goal = order[order.indexOf(memory.element) + step];
    event.preventDefault();
    if (goal) focusRow(goal);
  });
  on(window, "keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
    const picking = document.querySelector(".crlm-pick:not([hidden])"); // then E is for the words selected in the note
    const action = ENTRIES.find(([, , key]) => key.toLowerCase() === event.key.toLowerCase())?.[0];
    if (!action || !memory.element || (picking && action === "enter")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) act(action, memory.element);
  });
  return () => {
    off.abort();
    clearTimeout(resend);
  };
}
