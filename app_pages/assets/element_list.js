// The data elements of the case, by family: value, status, decision, evidence; a click leads to the words in the note.

const TO_CHECK = ["needs_review", "conflict"];
// Which rows are shown.
const FILTERS = [
  ["", "Stated", () => true],
  ["check", "To check", (row) => TO_CHECK.includes(row.status) || (row.open && row.machine)],
  ["open", "Open", (row) => row.open],
];
const isShown = (memory, row) => FILTERS.find(([name]) => name === memory.only)[2](row);

// One row at a time is chosen: it shows what each note states, and it is where Tab enters the list.
const choose = (memory, element) => {
  if (memory.element !== element) {
    memory.last = null;
    tell("crlm:chosen", { element });
  }
  turnTo(memory, element);
  const labels = [...memory.box.querySelectorAll(".crlm-label")];
  for (const [key, row] of memory.rows) {
    row.classList.toggle("is-chosen", key === element);
    row.querySelector(".crlm-label")?.setAttribute("aria-expanded", String(key === element));
  }
  const entry = labels.find((label) => label.closest("[data-element]").dataset.element === element) || labels[0];
  for (const label of labels) label.tabIndex = label === entry ? 0 : -1;
};

// "9×" is how many places the value stands at; "2/9" is the one that was gone to.
const count = (memory) => {
  for (const [element, { tally, evidence }] of memory.tallies) {
    const total = evidence.length;
    const at = element === memory.element ? evidence.findIndex((place) => isPlace(place, memory.last)) : -1;
    tally.textContent = at < 0 || total === 1 ? `${total}×` : `${at + 1}/${total}`;
    tally.title = total === 1 ? "stands at 1 place in the notes" : `stands at ${total} places in the notes; each click goes to the next`;
  }
};

const drawBar = (memory, rows, redraw) => {
  const bar = make("div", "crlm-bar");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show data elements");
  for (const [name, words, is] of FILTERS) {
    bar.append(choice(words, rows.filter(is).length, memory.only === name, () => {
      memory.only = name;
      redraw();
    }));
  }
  bar.append(make("span", "crlm-bar-key", "× places in the notes"));
  return bar;
};

const EMPTY_WORDS = {
  "": "The notes of this case state no data element.",
  check: "Nothing to check: every value is sure and no notes disagree.",
  open: "Every stated value is decided. Alt+S signs the case off.",
};

const draw = (memory, data, { visit, act, open, redraw }) => {
  memory.rows = new Map();
  memory.tallies = new Map();
  const rows = data.families.flatMap((family) => family.rows);
  const parts = [drawBar(memory, rows, redraw)];
  for (const family of data.families) {
    const shown = family.rows.filter((row) => isShown(memory, row));
    if (!shown.length) continue;
    const group = make("section", `crlm-family fam-${family.family}`);
    const head = make("h3", "crlm-family-title");
    head.append(make("span", "crlm-swatch"), make("span", "", family.title));
    group.append(head, ...shown.map((row) => drawRow(memory, row, visit, act)));
    parts.push(group);
  }
  if (parts.length === 1) parts.push(make("p", "crlm-empty", EMPTY_WORDS[memory.only]));
  const gaps = data.families.filter((family) => family.unstated.length);
  if (!memory.only && gaps.length) parts.push(drawUnstated(memory, gaps, visit, act, open));
  memory.box.replaceChildren(...parts);
};

// Up and down between the rows, left and right within one; Enter and a click do the same.
const move = (memory, event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest(".crlm-row, .crlm-gone");
  const labels = [...memory.box.querySelectorAll(".crlm-label")];
  const stops = [...memory.box.querySelectorAll(".crlm-label, .crlm-gone")];
  const controls = row ? [...row.querySelectorAll("button")].filter((node) => node.offsetParent) : [];
  const from = row ? stops.indexOf(row.querySelector(".crlm-label") || row) : -1;
  const at = controls.indexOf(event.target);
  const goal = {
    ArrowDown: stops[Math.min(from + 1, stops.length - 1)],
    ArrowUp: stops[Math.max(from - 1, 0)],
    Home: labels[0],
    End: labels[labels.length - 1],
    ArrowRight: controls[at + 1],
    ArrowLeft: controls[at - 1],
  }[event.key];
  if (!goal || !labels.length) return;
  event.preventDefault();
  goal.focus();
};

// A list drawn anew: the keyboard stays on the same control of the same row, or in the editor.
const keepPlace = (memory, redraw) => {
  const active = memory.box.contains(document.activeElement) ? document.activeElement : null;
  const editing = active && memory.editor?.node.contains(active);
  const element = active?.closest("[data-element]")?.dataset.element;
  const controls = () => [...(memory.rows.get(element)?.querySelectorAll("button") || [])];
  const at = element ? controls().indexOf(active) : -1;
  const focusVisible = Boolean(active?.matches(":focus-visible"));
  if (!element && !editing) return keepFocus(memory.box, redraw);
  redraw();
  const row = memory.rows.get(element);
  const goal = editing && memory.box.contains(active) ? active : controls()[at] || row?.querySelector(".crlm-label") || row;
  goal?.focus({ preventScroll: true, focusVisible });
};

const build = (root) => {
  const pane = make("div", "crlm-elements-pane");
  const status = make("div", "crlm-status-line");
  const last_box = make("div", "crlm-last-box");
  const live = make("p", "crlm-live");
  live.setAttribute("role", "status");
  status.append(last_box, live);
  const box = make("div", "crlm-elements");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Data elements of the case");
  pane.append(status, box);
  root.replaceChildren(pane);
  return {
    box, last_box, live, rows: new Map(), tallies: new Map(), element: "", last: null, seen: 0, caseId: "", only: "",
    refused: new Map(), opened: new Set(), editor: null, spent: new Map(), since: 0,
  };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) Object.assign(memory, { element: "", editor: null, opened: new Set(), refused: new Map(), spent: new Map() });
  Object.assign(memory, { caseId: data.case, locked: data.locked });
  memory.box.dataset.case = data.case;
  memory.send = (event) => setTriggerValue("decide", event);

  const visit = (element, evidence) => {
    choose(memory, element);
    count(memory);
    if (!evidence.length) return;
    memory.last = nextEvidence(evidence, data.note, memory.last);
    count(memory);
    if (memory.last.note !== data.note) memory.visiting = element;
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const redraw = () => keepPlace(memory, () => {
    draw(memory, data, { visit, act, open, redraw });
    drawLast(memory, data, act);
    choose(memory, memory.element);
    count(memory);
  });
  const focusRow = (element) => {
    choose(memory, element);
    const row = memory.rows.get(element);
    const label = row?.querySelector(".crlm-label") || row;
    if (!label) return;
    label.focus({ preventScroll: true, focusVisible: true });
    scrollTo(memory.box, row);
  };
  // To the next open row, when there is one; its words are shown once nothing waits to be saved.
  const goOn = (from, showing) => {
    const next = stillOpen(memory, data, from)[0];
    focusRow(next ? next.element : from);
    if (showing && next) requestAnimationFrame(() => visit(next.element, next.evidence.slice(0, 1)));
  };
  const open = (element) => {
    if (!rowOf(data, element).open && !memory.rows.get(element)?.matches(".crlm-row")) memory.opened.add(element);
    redraw();
    focusRow(element);
  };
  const close = (element) => {
    memory.editor = null;
    redraw();
    focusRow(element);
  };
  const edit = (element, evidence) => {
    if (data.locked) return say(memory, data.locked, "is-refused");
    if (memory.editor?.element === element && memory.editor.use && evidence) {
      memory.editor.use(evidence);
      memory.editor.enter();
      return;
    }
    const row = rowOf(data, element);
    const seen = row.seen;
    memory.editor = valueEditor(row, data.editors[element], evidence, (given) => {
      decideOn(memory, { element, action: "correct", seen, ...given });
      redraw();
    }, () => close(element));
    memory.only = "";
    open(element);
    memory.editor.enter();
  };
  const speak = (element) => {
    memory.editor = wordsEditor(rowOf(data, element), (given) => {
      decideOn(memory, { element, seen: rowOf(data, element).seen, ...given });
      redraw();
    }, () => close(element));
    open(element);
    memory.editor.enter();
  };
  const act = (action, element, side) => {
    const row = rowOf(data, element);
    if (data.locked) return say(memory, data.locked, "is-refused");
    if (isWaiting(memory, element)) return;
    if (isOpening(memory)) return say(memory, "Another case is opening: look at it, then decide", "is-refused");
    if (action === "correct") return edit(element, null);
    if (action === "query") return speak(element);
    if (action === "undo" && !row.decision) return data.last?.undo && element !== data.last.undo ? act("undo", data.last.undo) : undefined;
    const why = side === undefined && cannot(action, row);
    if (why) return say(memory, `${row.label}: ${why}`, "is-refused");
    decideOn(memory, { element, action, seen: row.seen, ...(side === undefined ? {} : { value: side }) });
    redraw();
    if (action === "undo") focusRow(element);
    else goOn(element, false);
  };

  const before = memory.element;
  const saved = settle(memory, data);
  const refused = memory.refused.has(data.handled?.element) && data.handled.id !== memory.back ? data.handled.element : "";
  if (memory.editor && memory.refused.has(memory.editor.element)) memory.editor.error.textContent = memory.refused.get(memory.editor.element);
  const edited = memory.editor && saved.includes(memory.editor.element) ? memory.editor.element : "";
  if (edited) memory.editor = null;
  redraw();
  memory.box.scrollTop = top;
  memory.back = data.handled?.id;
  if (refused && memory.editor?.element !== refused) focusRow(refused);
  else if (edited) goOn(edited, true);
  else if (saved.length && !outbox.length) {
    const row = rowOf(data, before);
    if (row?.open) requestAnimationFrame(() => visit(before, row.evidence.slice(0, 1)));
  }
  if (!memory.element) choose(memory, stillOpen(memory, data, "")[0]?.element || "");

  const show = (element) => {
    if (memory.only && !memory.rows.has(element)) {
      memory.only = "";
      redraw();
    }
    choose(memory, element);
    count(memory);
    const row = memory.rows.get(element);
    if (!row) return;
    scrollTo(memory.box, row);
    flash([row]);
  };
  const off = fresh(memory);
  const on = (event, act) => document.addEventListener(event, act, { signal: off.signal });
  on("crlm:element", (event) => show(event.detail.element));
  on("crlm:mention", (event) => event.detail.element !== memory.element && show(event.detail.element));
  on("crlm:return", () => focusRow(memory.element));
  on("crlm:evidence", (event) => edit(event.detail.element, event.detail));
  // The row that has the keyboard is the one that keys decide on. A pointer chooses with its click: rows that move between its
  // press and its release would let it click on another one.
  for (const [event, pressed] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) {
    window.addEventListener(event, () => (memory.pressed = pressed), { capture: true, signal: off.signal });
  }
  memory.box.addEventListener("focusin", (event) => {
    const element = event.target.closest("[data-element]")?.dataset.element;
    if (!element || element === memory.element || memory.pressed) return;
    choose(memory, element);
    count(memory);
  }, { signal: off.signal });
  memory.box.addEventListener("keydown", (event) => move(memory, event), { signal: off.signal });
  window.addEventListener("keydown", (event) => keyed(memory, data, act, event), { signal: off.signal });
  if (data.focus && data.focus.n !== memory.seen) {
    memory.seen = data.focus.n;
    // The answer to a visit of this list, whose row may have been left since: the choice stays with the person.
    const visited = data.focus.element === memory.visiting;
    if (visited) memory.visiting = "";
    if (data.focus.element && !visited && data.focus.element !== memory.element) requestAnimationFrame(() => show(data.focus.element));
  }
  return () => {
    off.abort();
    clearTimeout(resend);
  };
}
