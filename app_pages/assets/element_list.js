// The data elements of the case, by family: value, status, evidence; a click leads to the words in the note.

// The states of a site, the most telling first.
const TONES = ["present", "indeterminate", "absent"];
const STATUS = {
  sure: "sure",
  needs_review: "needs review",
  conflict: "conflict",
  reviewed: "reviewed",
};

const chosenRow = (memory) => memory.rows.get(memory.element);

const choose = (memory, element) => {
  memory.element = element;
  for (const [key, row] of memory.rows) {
    row.classList.toggle("is-chosen", key === element);
    row.querySelector(".crlm-label")?.setAttribute("aria-expanded", String(key === element));
  }
};

const statement = (item, visit) => {
  const line = button(`crlm-statement${item.used ? " is-used" : ""}`, "", (event) => {
    event.stopPropagation();
    visit(item.evidence);
  });
  line.append(make("span", "crlm-date", item.note), make("span", "crlm-said", item.value));
  if (item.used) line.append(make("span", "crlm-used", "used"));
  return line;
};

const drawPart = (part, many, visit) => {
  if (!many || !part.evidence.length) return make("span", "crlm-single", part.words);
  return button(`crlm-chip tone-${part.tone || "plain"}`, part.words, (event) => {
    event.stopPropagation();
    visit(part.evidence);
  });
};

const drawValue = (row, visit) => {
  const value = make("span", "crlm-value");
  const tones = TONES.filter((tone) => row.parts.some((part) => part.tone === tone));
  for (const tone of tones) {
    const line = make("span", "crlm-tone-line");
    const of = row.parts.filter((part) => part.tone === tone);
    line.append(make("span", `crlm-tone is-${tone}`, tone), ...of.map((part) => drawPart(part, true, visit)));
    value.append(line);
  }
  if (!tones.length) value.append(...row.parts.map((part) => drawPart(part, row.parts.length > 1, visit)));
  return value;
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
  if (row.conflict.length) main.append(make("span", "crlm-value crlm-open", "notes disagree"));
  else main.append(drawValue(row, (evidence) => visit(row.element, evidence)));
  const side = make("span", "crlm-side-facts");
  const brief = row.status === "sure" ? "sure" : "";
  const status = make("span", `crlm-status is-${row.status}`, brief);
  status.title = STATUS[row.status] || row.status;
  side.append(status);
  if (row.evidence.length) {
    const tally = make("span", "crlm-n", `${row.evidence.length}×`);
    tally.title = `${row.evidence.length} ${row.evidence.length === 1 ? "piece" : "pieces"} of evidence`;
    side.append(tally);
  }
  main.append(side);
  box.append(main);
  if (row.conflict.length) {
    const sides = make("div", "crlm-sides");
    for (const claim of row.conflict) {
      const side = button("crlm-side", "", () => visit(row.element, claim.evidence));
      side.append(make("span", "crlm-date", claim.note), make("strong", "", claim.value));
      sides.append(side);
    }
    box.append(sides);
  }
  if (row.status === "needs_review") {
    box.append(make("div", "crlm-reason", row.reasons.length ? `Needs review: ${row.reasons.join("; ")}` : "Needs review"));
  }
  const more = make("div", "crlm-more");
  for (const item of row.statements) {
    more.append(statement(item, (evidence) => visit(row.element, evidence)));
  }
  box.append(more);
  memory.rows.set(row.element, box);
  return box;
};

const draw = (memory, data, visit) => {
  memory.rows = new Map();
  const groups = data.families.map((family) => {
    const group = make("section", `crlm-family fam-${family.family}`);
    const head = make("h3", "crlm-family-title");
    head.append(make("span", "crlm-swatch"), make("span", "", family.title));
    group.append(head, ...family.rows.map((row) => drawRow(memory, row, visit)));
    if (family.unstated.length) {
      const line = make("p", "crlm-unstated");
      line.append(make("span", "", "Not stated: "), family.unstated.map((item) => item.label).join(", "));
      for (const item of family.unstated) memory.rows.set(item.element, line);
      group.append(line);
    }
    return group;
  });
  memory.box.replaceChildren(...groups);
};

const build = (root) => {
  const box = make("div", "crlm-elements");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Data elements of the case");
  root.replaceChildren(box);
  return { box, rows: new Map(), element: "", last: null, seen: 0, caseId: "" };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const top = memory.caseId === data.case ? memory.box.scrollTop : 0;
  if (memory.caseId !== data.case) memory.element = "";
  memory.caseId = data.case;

  const visit = (element, evidence) => {
    choose(memory, element);
    if (!evidence.length) return;
    memory.last = nextEvidence(evidence, data.note, memory.last);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  draw(memory, data, visit);
  choose(memory, memory.element);
  memory.box.scrollTop = top;

  const show = (element) => {
    choose(memory, element);
    const row = chosenRow(memory);
    if (!row) return;
    scrollTo(memory.box, row);
    flash([row]);
  };
  const off = fresh(memory);
  const on = (event, act) => document.addEventListener(event, act, { signal: off.signal });
  on("crlm:element", (event) => show(event.detail.element));
  on("crlm:mention", (event) => event.detail.element !== memory.element && show(event.detail.element));
  if (data.focus && data.focus.n !== memory.seen) {
    memory.seen = data.focus.n;
    if (data.focus.element && data.focus.element !== memory.element) requestAnimationFrame(() => show(data.focus.element));
  }
  return () => off.abort();
}
