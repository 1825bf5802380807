// One row of the list: its label and value, the sides of a conflict, who decided it, and what each note states.

// The states of a site, the most telling first.
const TONES = ["present", "indeterminate", "absent"];
const STATUS = {
  sure: "sure",
  needs_review: "needs review",
  conflict: "conflict",
  reviewed: "reviewed",
  imported: "abstracted by people before it came here",
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

const drawSides = (row, visit, act, locked) => {
  const sides = make("div", "crlm-sides");
  row.conflict.forEach((claim, at) => {
    const box = make("div", "crlm-side-box");
    const side = inner("crlm-side", "", () => visit(row.element, claim.evidence));
    side.append(make("span", "crlm-date", claim.note), make("strong", "", claim.value));
    const take = inner("crlm-act crlm-take", "Take this", () => act("accept", row.element, claim.whole));
    if (at < 9) take.append(make("kbd", "", at + 1));
    box.append(side, ...(locked ? [] : [take]));
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
  const undecided = row.status === "imported" || (row.status === "sure" && row.open) ? row.status : "";
  const brief = waiting ? "saving" : undecided || (row.decision && !row.open && row.decision.by) || "";
  const status = make("span", `crlm-status is-${waiting ? "waiting" : row.decision || row.open || undecided ? row.status : "none"}`, brief);
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
    box.append(drawSides(row, visit, act, memory.locked));
  }
  if (row.status === "needs_review") {
    box.append(make("div", "crlm-reason", row.reasons.length ? `Needs review: ${row.reasons.join("; ")}` : "Needs review"));
  }
  if (row.machine) {
    const other = inner("crlm-machine", "", () => visit(row.element, row.machine.evidence));
    other.append(make("span", "", "The machine reads "), make("strong", "", row.machine.words));
    box.append(other);
  }
  for (const item of row.earlier) {
    const there = inner("crlm-earlier", "", () => visit(row.element, item.evidence));
    there.append(make("span", "crlm-date", item.note), make("span", "", `“${item.words}”`));
    there.title = "The words this was decided on stand in an older version of the note only: show it";
    box.append(there);
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
const EMPTY = { parts: [], evidence: [], reasons: [], conflict: [], statements: [], earlier: [], status: "none", open: false, decision: null };

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
    const rows = make("div", `fam-${family.family}`);
    rows.append(...opened.map((item) => drawRow(memory, { ...EMPTY, ...item }, visit, act)));
    block.append(line, rows);
  }
  return block;
};
