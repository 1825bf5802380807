// The data elements of the case, by family: value, status, decision, evidence; a click leads to the words in the note.

// The states of a site, the most telling first.
const TONES = ["present", "indeterminate", "absent"];
const STATUS = {
  sure: "sure",
  needs_review: "needs review",
  conflict: "conflict",
  reviewed: "reviewed",
};

const TO_CHECK = ["needs_review", "conflict"];
// Which rows are shown.
const FILTERS = [
  ["", "Stated", () => true],
  ["check", "To check", (row) => TO_CHECK.includes(row.status)],
  ["open", "Open", (row) => row.open],
];
const isShown = (memory, row) => FILTERS.find(([name]) => name === memory.only)[2](row);

// One row at a time is chosen: it shows what each note states, and it is where Tab enters the list.
const choose = (memory, element) => {
  if (memory.element !== element) tell("crlm:chosen", { element });
  memory.element = element;
  const labels = [...memory.box.querySelectorAll(".crlm-label")];
  for (const [key, row] of memory.rows) {
    row.classList.toggle("is-chosen", key === element);
    row.querySelector(".crlm-label")?.setAttribute("aria-expanded", String(key === element));
  }
  const entry = labels.find((label) => label.closest("[data-element]").dataset.element === element) || labels[0];
  for (const label of labels) label.tabIndex = label === entry ? 0 : -1;
};

// A control within a row: the left and right arrow keys reach it, Tab passes it by.
const inner = (name, text, onClick) => {
  const node = button(name, text, (event) => {
    event.stopPropagation();
    onClick();
  });
  node.tabIndex = -1;
  return node;
};

const statement = (item, visit) => {
  const line = inner(`crlm-statement${item.used ? " is-used" : ""}`, "", () => visit(item.evidence));
  line.append(make("span", "crlm-date", item.note), make("span", "crlm-said", item.value));
  if (item.used) line.append(make("span", "crlm-used", "used"));
  return line;
};

const drawPart = (part, many, visit) => {
  if (!many || !part.evidence.length) return make("span", "crlm-single", part.words);
  return inner(`crlm-chip tone-${part.tone || "plain"}`, part.words, () => visit(part.evidence));
};

const drawValue = (row, visit) => {
  const value = make("span", "crlm-value");
  const tones = TONES.filter((tone) => row.parts.some((part) => part.tone === tone));
  for (const tone of tones) {
    const line = make("span", "crlm-tone-line");
    const of = row.parts.filter((part) => part.tone === tone);
    const chips = make("span", "crlm-chips");
    chips.append(...of.map((part) => drawPart(part, true, visit)));
    line.append(make("span", `crlm-tone is-${tone}`, tone), chips);
    value.append(line);
  }
  if (!tones.length) value.append(...row.parts.map((part) => drawPart(part, row.parts.length > 1, visit)));
  return value;
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

const drawSides = (row, visit, act) => {
  const sides = make("div", "crlm-sides");
  row.conflict.forEach((claim, at) => {
    const box = make("div", "crlm-side-box");
    const side = inner("crlm-side", "", () => visit(row.element, claim.evidence));
    side.append(make("span", "crlm-date", claim.note), make("strong", "", claim.value));
    const take = inner("crlm-act crlm-take", "Take this", () => act("accept", row.element, claim.whole));
    if (at < 9) take.append(make("kbd", "", at + 1));
    box.append(side, take);
    sides.append(box);
  });
  return sides;
};

const NO_VALUE = { reject: "rejected", not_stated: "not stated" };

const drawRow = (memory, row, visit, act) => {
  const wide = row.parts.some((part) => part.tone) ? " is-wide" : "";
  const waiting = isWaiting(memory, row.element);
  const box = make("div", `crlm-row is-${row.status}${wide}${row.open ? " is-open" : ""}${waiting ? " is-waiting" : ""}`);
  box.dataset.element = row.element;
  const main = make("div", "crlm-row-main");
  main.addEventListener("click", () => visit(row.element, row.evidence));
  const label = button("crlm-label", row.label);
  label.setAttribute("aria-expanded", "false");
  label.title = row.definition;
  main.append(label);
  if (row.parts.length) main.append(drawValue(row, (evidence) => visit(row.element, evidence)));
  else if (row.conflict.length) main.append(make("span", "crlm-value crlm-open", "notes disagree"));
  else main.append(make("span", "crlm-value crlm-absent", NO_VALUE[row.decision?.action] || "not stated"));
  const side = make("span", "crlm-side-facts");
  const brief = waiting ? "saving" : row.status === "sure" && row.open ? "sure" : "";
  const status = make("span", `crlm-status is-${waiting ? "waiting" : row.decision || row.open ? row.status : "none"}`, brief);
  status.title = STATUS[row.status] || row.status;
  side.append(status);
  if (row.evidence.length) {
    const tally = make("span", "crlm-n crlm-tally");
    memory.tallies.set(row.element, { tally, evidence: row.evidence });
    side.append(tally);
  }
  main.append(side);
  box.append(main);
  if (row.conflict.length) {
    if (row.parts.length) box.append(make("div", "crlm-reason", "Notes disagree:"));
    box.append(drawSides(row, visit, act));
  }
  if (row.status === "needs_review") {
    box.append(make("div", "crlm-reason", row.reasons.length ? `Needs review: ${row.reasons.join("; ")}` : "Needs review"));
  }
  if (row.decision) box.append(drawDecision(row));
  box.append(...row.said.map(drawSaid));
  if (memory.refused.has(row.element) && memory.editor?.element !== row.element) {
    box.append(make("div", "crlm-error", `Not saved: ${memory.refused.get(row.element)}`));
  }
  box.append(memory.editor?.element === row.element ? memory.editor.node : drawActions(memory, row, act));
  const more = make("div", "crlm-more");
  more.append(make("p", "crlm-definition", row.definition));
  for (const item of row.statements) {
    more.append(statement(item, (evidence) => visit(row.element, evidence)));
  }
  box.append(more);
  memory.rows.set(row.element, box);
  return box;
};

// What no note states: one quiet block after the families.
const EMPTY = { parts: [], evidence: [], reasons: [], conflict: [], statements: [], status: "none", open: false, decision: null };

const drawUnstated = (memory, families, visit, act, open) => {
  const block = make("section", "crlm-unstated");
  block.append(make("h3", "crlm-family-title", "Not stated in any note"));
  for (const family of families) {
    const line = make("p", `fam-${family.family}`);
    line.append(make("span", "crlm-unstated-family", family.title));
    const opened = family.unstated.filter((item) => memory.opened.has(item.element));
    const names = family.unstated.filter((item) => !memory.opened.has(item.element));
    names.forEach((item, at) => {
      const name = button("crlm-gone", item.label, () => open(item.element));
      name.tabIndex = -1;
      name.title = "Enter a value, or say that it is not stated";
      name.dataset.element = item.element;
      memory.rows.set(item.element, name);
      line.append(at ? ", " : "", name);
    });
    if (!names.length) line.append("-");
    block.append(line, ...opened.map((item) => drawRow(memory, { ...EMPTY, ...item }, visit, act)));
  }
  return block;
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
    queue: [], refused: new Map(), opened: new Set(), editor: null,
  };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) Object.assign(memory, { element: "", editor: null, opened: new Set(), refused: new Map() });
  memory.caseId = data.case;
  memory.send = (event) => setTriggerValue("decide", event);

  const visit = (element, evidence) => {
    if (element !== memory.element) memory.last = null;
    choose(memory, element);
    count(memory);
    if (!evidence.length) return;
    memory.last = nextEvidence(evidence, data.note, memory.last);
    count(memory);
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
    if (memory.editor?.element === element && memory.editor.use && evidence) {
      memory.editor.use(evidence);
      memory.editor.enter();
      return;
    }
    const row = rowOf(data, element);
    const seen = row.seen;
    memory.editor = valueEditor(row, data.editors[element], evidence, (given) => {
      queue(memory, { element, action: "correct", seen, ...given });
      redraw();
    }, () => close(element));
    memory.only = "";
    open(element);
    memory.editor.enter();
  };
  const speak = (element) => {
    memory.editor = wordsEditor(rowOf(data, element), (given) => {
      queue(memory, { element, seen: rowOf(data, element).seen, ...given });
      redraw();
    }, () => close(element));
    open(element);
    memory.editor.enter();
  };
  const act = (action, element, side) => {
    const row = rowOf(data, element);
    if (isWaiting(memory, element)) return;
    if (action === "correct") return edit(element, null);
    if (action === "query") return speak(element);
    if (action === "undo" && !row.decision) return data.last?.undo && element !== data.last.undo ? act("undo", data.last.undo) : undefined;
    const why = side === undefined && cannot(action, row);
    if (why) return say(memory, `${row.label}: ${why}`, "is-refused");
    queue(memory, { element, action, seen: row.seen, ...(side === undefined ? {} : { value: side }) });
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
  else if (saved.length && !memory.queue.length) {
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
  memory.box.addEventListener("keydown", (event) => move(memory, event), { signal: off.signal });
  window.addEventListener("keydown", (event) => keyed(memory, data, act, event), { signal: off.signal });
  if (data.focus && data.focus.n !== memory.seen) {
    memory.seen = data.focus.n;
    if (data.focus.element && data.focus.element !== memory.element) requestAnimationFrame(() => show(data.focus.element));
  }
  return () => off.abort();
}
