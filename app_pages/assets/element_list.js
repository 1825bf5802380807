// The data elements of the case, by family: value, status, evidence; a click leads to the words in the note.

// The states of a site, the most telling first.
const TONES = ["present", "indeterminate", "absent"];
const STATUS = {
  sure: "sure",
  needs_review: "needs review",
  conflict: "conflict",
  reviewed: "reviewed",
};

const TO_CHECK = ["needs_review", "conflict"];

// One row at a time is chosen: it shows what each note states, and it is where Tab enters the list.
const choose = (memory, element) => {
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

const drawRow = (memory, row, visit) => {
  const wide = row.parts.some((part) => part.tone) ? " is-wide" : "";
  const box = make("div", `crlm-row is-${row.status}${wide}`);
  box.dataset.element = row.element;
  const main = make("div", "crlm-row-main");
  main.addEventListener("click", () => visit(row.element, row.evidence));
  const label = button("crlm-label", row.label);
  label.setAttribute("aria-expanded", "false");
  label.title = row.definition;
  main.append(label);
  if (row.parts.length) main.append(drawValue(row, (evidence) => visit(row.element, evidence)));
  else main.append(make("span", "crlm-value crlm-open", "notes disagree"));
  const side = make("span", "crlm-side-facts");
  const brief = row.status === "sure" ? "sure" : "";
  const status = make("span", `crlm-status is-${row.status}`, brief);
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
    const sides = make("div", "crlm-sides");
    for (const claim of row.conflict) {
      const side = inner("crlm-side", "", () => visit(row.element, claim.evidence));
      side.append(make("span", "crlm-date", claim.note), make("strong", "", claim.value));
      sides.append(side);
    }
    box.append(sides);
  }
  if (row.status === "needs_review") {
    box.append(make("div", "crlm-reason", row.reasons.length ? `Needs review: ${row.reasons.join("; ")}` : "Needs review"));
  }
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
const drawUnstated = (memory, families) => {
  const block = make("section", "crlm-unstated");
  block.append(make("h3", "crlm-family-title", "Not stated in any note"));
  for (const family of families) {
    const line = make("p", `fam-${family.family}`);
    line.append(make("span", "crlm-unstated-family", family.title));
    family.unstated.forEach((item, at) => {
      const name = make("span", "crlm-gone", item.label);
      name.dataset.element = item.element;
      memory.rows.set(item.element, name);
      line.append(at ? ", " : "", name);
    });
    block.append(line);
  }
  return block;
};

const drawBar = (memory, rows, redraw) => {
  const bar = make("div", "crlm-bar");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show data elements");
  const check = rows.filter((row) => TO_CHECK.includes(row.status)).length;
  const show = (only) => () => {
    memory.only = only;
    redraw();
  };
  bar.append(choice("Stated", rows.length, !memory.only, show(false)), choice("To check", check, memory.only, show(true)));
  bar.append(make("span", "crlm-bar-key", "× places in the notes"));
  return bar;
};

const draw = (memory, data, visit, redraw) => {
  memory.rows = new Map();
  memory.tallies = new Map();
  const rows = data.families.flatMap((family) => family.rows);
  const parts = [drawBar(memory, rows, redraw)];
  for (const family of data.families) {
    const shown = family.rows.filter((row) => !memory.only || TO_CHECK.includes(row.status));
    if (!shown.length) continue;
    const group = make("section", `crlm-family fam-${family.family}`);
    const head = make("h3", "crlm-family-title");
    head.append(make("span", "crlm-swatch"), make("span", "", family.title));
    group.append(head, ...shown.map((row) => drawRow(memory, row, visit)));
    parts.push(group);
  }
  if (memory.only && parts.length === 1) parts.push(make("p", "crlm-empty", "Nothing to check: every value is sure and no notes disagree."));
  if (!memory.only && !rows.length) parts.push(make("p", "crlm-empty", "The notes of this case state no data element."));
  const gaps = data.families.filter((family) => family.unstated.length);
  if (!memory.only && gaps.length) parts.push(drawUnstated(memory, gaps));
  memory.box.replaceChildren(...parts);
};

// Up and down between the rows, left and right within one; Enter and a click do the same.
const move = (memory, event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest(".crlm-row");
  const labels = [...memory.box.querySelectorAll(".crlm-label")];
  const controls = row ? [...row.querySelectorAll("button")].filter((node) => node.offsetParent) : [];
  const from = row ? labels.indexOf(row.querySelector(".crlm-label")) : -1;
  const at = controls.indexOf(event.target);
  const goal = {
    ArrowDown: labels[Math.min(from + 1, labels.length - 1)],
    ArrowUp: labels[Math.max(from - 1, 0)],
    Home: labels[0],
    End: labels[labels.length - 1],
    ArrowRight: controls[at + 1],
    ArrowLeft: controls[at - 1],
  }[event.key];
  if (!goal || !labels.length) return;
  event.preventDefault();
  goal.focus();
};

const build = (root) => {
  const box = make("div", "crlm-elements");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Data elements of the case");
  root.replaceChildren(box);
  return { box, rows: new Map(), tallies: new Map(), element: "", last: null, seen: 0, caseId: "", only: false };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) memory.element = "";
  memory.caseId = data.case;

  const visit = (element, evidence) => {
    if (element !== memory.element) memory.last = null;
    choose(memory, element);
    count(memory);
    if (!evidence.length) return;
    memory.last = nextEvidence(evidence, data.note, memory.last);
    count(memory);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const redraw = () => keepFocus(memory.box, () => {
    draw(memory, data, visit, redraw);
    choose(memory, memory.element);
    count(memory);
  });
  redraw();
  memory.box.scrollTop = top;

  const show = (element) => {
    if (memory.only && !memory.rows.has(element)) {
      memory.only = false;
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
  on("crlm:return", () => {
    const label = memory.rows.get(memory.element)?.querySelector(".crlm-label");
    label?.focus({ preventScroll: true });
  });
  memory.box.addEventListener("keydown", (event) => move(memory, event), { signal: off.signal });
  if (data.focus && data.focus.n !== memory.seen) {
    memory.seen = data.focus.n;
    if (data.focus.element && data.focus.element !== memory.element) requestAnimationFrame(() => show(data.focus.element));
  }
  return () => off.abort();
}
