// The note: its text with marks that do not overlap, a legend that switches families on and off, a tooltip, words to select.

const SAID = {
  present: "present",
  absent: "absent",
  possible: "possible",
  hypothetical: "planned or conditional",
  historical: "earlier, not now",
  other_experiencer: "another person",
};
const ROLE = {
  case: "the case value rests on this",
  note: "stated here; the case takes another note",
  context: "read, not counted",
  own: "your evidence",
};

// The keys of the page's own buttons, taken here first: at the first note the browser would read Alt+Left as "back".
const STEPS = { ArrowLeft: "previous_note", ArrowRight: "next_note", ArrowUp: "previous_case", ArrowDown: "next_case" };

const stepPage = (event) => {
  const name = event.altKey && !event.ctrlKey && !event.shiftKey && !event.metaKey && STEPS[event.key];
  if (!name) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) document.querySelector(`.st-key-${name} button`)?.click();
};

const shown = (memory, data, covering) =>
  covering.map((index) => data.marks[index]).filter((mark) => !memory.hidden.has(mark.family));

const paint = (memory, data) => {
  for (const [at, { node, covering, closing, joined }] of memory.marked.entries()) {
    const marks = shown(memory, data, covering);
    const next = joined && shown(memory, data, memory.marked[at + 1].covering)[0];
    const top = marks[0];
    node.className = "crlm-mark";
    node.dataset.say = "";
    if (!top) {
      node.classList.add("is-hidden");
      node.removeAttribute("tabindex");
      continue;
    }
    node.tabIndex = -1;
    node.classList.add(`fam-${top.family}`, `say-${top.assertion}`, `role-${top.role}`);
    node.classList.toggle("is-prior", top.prior);
    const labelled = top.assertion === "absent" || top.assertion === "possible";
    // Marks that touch or overlap carry the label once, at their end.
    if (labelled && closing.includes(top.id) && next?.assertion !== top.assertion) {
      node.dataset.say = top.assertion;
    }
    const families = [...new Set(marks.slice(1).map((mark) => mark.family))].slice(0, 3);
    node.style.boxShadow = families
      .flatMap((family, level) => [
        `0 ${3 * level + 1}px 0 var(--st-background-color)`,
        `0 ${3 * level + 3}px 0 var(--crlm-${family})`,
      ])
      .join(", ");
    node.classList.toggle("is-chosen", marks.some((mark) => mark.element === memory.element));
    node.setAttribute("aria-label", `${node.textContent}: ${marks.map(describe).join("; ")}`);
  }
  enter(memory, memory.entry);
};

const seen = (memory) => memory.marked.map(({ node }) => node).filter((node) => !node.classList.contains("is-hidden"));

// Tab enters the note at one mark; the arrow keys go on to the others.
const enter = (memory, wanted) => {
  const nodes = seen(memory);
  if (memory.entry) memory.entry.tabIndex = -1;
  memory.entry = nodes.includes(wanted) ? wanted : nodes[0];
  if (memory.entry) memory.entry.tabIndex = 0;
};

const step = (memory, node, by) => {
  const nodes = seen(memory);
  nodes[nodes.indexOf(node) + by]?.focus();
};

const describe = (mark) =>
  [mark.label, mark.value, SAID[mark.assertion] || mark.assertion].filter(Boolean).join(", ");

// Two lines in a row with two gaps each: the note holds a table, which needs letters of one width.
const GAP = /\S(?: {2,}|\t+| ?\| ?)(?=\S)/g;

const hasTable = (letters) => {
  let before = 0;
  for (const line of letters.split("\n")) {
    const gaps = line.match(GAP)?.length || 0;
    if (before > 1 && gaps > 1) return true;
    before = gaps;
  }
  return false;
};

const drawText = (memory, data, text) => {
  const letters = data.text;
  text.classList.toggle("is-table", hasTable(letters));
  memory.marked = [];
  const nodes = data.pieces.map(([start, end, covering], at) => {
    if (!covering.length) return document.createTextNode(letters.slice(start, end));
    const node = make("mark", "crlm-mark", letters.slice(start, end));
    const following = (data.pieces[at + 1] || [0, 0, []])[2];
    const after = new Set(following);
    const closing = covering.filter((index) => !after.has(index)).map((index) => data.marks[index].id);
    node.dataset.ids = covering.map((index) => data.marks[index].id).join(" ");
    node.setAttribute("role", "button");
    memory.marked.push({ node, covering, closing, joined: following.length > 0 });
    return node;
  });
  text.replaceChildren(...nodes);
};

const drawLegend = (memory, data, legend) => {
  const counts = new Map();
  for (const mark of data.marks) counts.set(mark.family, (counts.get(mark.family) || 0) + 1);
  const toggles = data.families
    .filter(({ family }) => counts.has(family))
    .map(({ family, title }) => {
      const toggle = button(`crlm-toggle fam-${family}`, "", () => {
        if (memory.hidden.has(family)) memory.hidden.delete(family);
        else memory.hidden.add(family);
        toggle.setAttribute("aria-pressed", String(!memory.hidden.has(family)));
        paint(memory, data);
      });
      toggle.append(make("span", "crlm-swatch"), make("span", "", title), make("span", "crlm-n", counts.get(family)));
      toggle.setAttribute("aria-pressed", String(!memory.hidden.has(family)));
      toggle.title = `Show or hide: ${title}`;
      return toggle;
    });
  const key = make("span", "crlm-key");
  for (const [say, word] of [["absent", "absent"], ["possible", "possible"], ["historical", "earlier or planned"]]) {
    key.append(make("span", `crlm-sample say-${say}`, word));
  }
  legend.replaceChildren(...toggles, ...(toggles.length ? [key] : []));
};

const drawTabs = (data, tabs, openNote) => {
  tabs.replaceChildren(
    ...data.notes.map((note) => {
      const tab = button("crlm-tab", "", () => note.id !== data.note && openNote(note.id));
      tab.append(make("span", "crlm-kind", note.kind), make("span", "crlm-date", note.date));
      tab.dataset.note = note.id;
      const found = note.facts === null ? "" : `, ${note.facts} ${note.facts === 1 ? "value" : "values"} found`;
      tab.title = `${note.id}${found}`;
      tab.setAttribute("aria-pressed", String(note.id === data.note));
      if (note.facts === 0) tab.append(make("span", "crlm-none", "nothing found"));
      return tab;
    }),
  );
  const open = tabs.querySelector('[aria-pressed="true"]');
  if (open) tabs.scrollLeft = open.offsetLeft - tabs.clientWidth / 2;
};

const showTip = (memory, data, node, tip, frame) => {
  const entry = memory.marked.find((one) => one.node === node);
  const marks = entry ? shown(memory, data, entry.covering) : [];
  if (!marks.length) return;
  tip.replaceChildren(
    ...marks.map((mark) => {
      const line = make("div", `crlm-tip-line fam-${mark.family}`);
      const head = make("div", "crlm-tip-head");
      head.append(make("span", "crlm-swatch"), make("strong", "", mark.label));
      if (mark.value) head.append(make("span", "", mark.value));
      const place = [SAID[mark.assertion] || mark.assertion, mark.section && `in ${mark.section}`, ROLE[mark.role]];
      line.append(head, make("div", "crlm-tip-more", place.filter(Boolean).join(" · ")));
      return line;
    }),
  );
  tip.hidden = false;
  const box = frame.getBoundingClientRect();
  const at = node.getClientRects()[0];
  const below = at.bottom - box.top + 10;
  const fits = below + tip.offsetHeight < box.height;
  tip.style.top = `${fits ? below : Math.max(0, at.top - box.top - tip.offsetHeight - 8)}px`;
  tip.style.left = `${Math.max(4, Math.min(at.left - box.left, box.width - tip.offsetWidth - 8))}px`;
};

const FLASH_MS = 1600;

const reveal = (memory, data, text, { mention, element }) => {
  memory.element = element;
  memory.revealed = { mention, element, note: data.note, until: Date.now() + FLASH_MS };
  const wanted = data.marks.find((mark) => mark.id === mention);
  if (wanted) memory.hidden.delete(wanted.family);
  paint(memory, data);
  drawLegend(memory, data, memory.legend);
  const nodes = memory.marked.map(({ node }) => node).filter((node) => node.dataset.ids.split(" ").includes(mention));
  if (!nodes.length) return;
  scrollTo(text, nodes[0]);
  flash(nodes);
  enter(memory, nodes[0]);
};

const build = (root) => {
  const frame = make("div", "crlm-viewer");
  const tabs = make("div", "crlm-tabs");
  const legend = make("div", "crlm-legend");
  const text = make("div", "crlm-note");
  const tip = make("div", "crlm-tip");
  tabs.setAttribute("aria-label", "Notes of this case");
  tabs.setAttribute("role", "group");
  legend.setAttribute("aria-label", "Legend: show or hide a family");
  legend.setAttribute("role", "group");
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", "Text of the note");
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  const pick = buildPick();
  frame.append(tabs, legend, text, pick.bar, tip);
  root.replaceChildren(frame);
  return { frame, tabs, legend, text, tip, pick, selected: null, chosen: "", hidden: new Set(), marked: [], entry: null, element: "", seen: 0, note: "" };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const { frame, tabs, legend, text, tip } = memory;
  const same = memory.note === data.note;
  const top = same ? text.scrollTop : 0;
  if (!same && memory.selected) hidePick(memory);
  memory.note = data.note;
  tip.hidden = true;
  keepFocus(tabs, () => drawTabs(data, tabs, (note) => setTriggerValue("open", { note })));
  drawLegend(memory, data, legend);
  const drawn = JSON.stringify([data.note, data.text, data.pieces, data.marks]);
  if (drawn !== memory.drawn) {
    drawText(memory, data, text); // not where the words are the same: drawing them anew would cut a scroll short
    text.scrollTop = top;
  }
  memory.drawn = drawn;
  paint(memory, data);
  if (memory.selected) selectAgain(text, memory.selected);

  const markAt = (event) => event.target.closest?.(".crlm-mark:not(.is-hidden)");
  const choose = (event) => {
    const node = markAt(event);
    const entry = node && memory.marked.find((one) => one.node === node);
    if (!entry || selectedIn(text)) return;
    const mark = shown(memory, data, entry.covering)[0];
    memory.element = mark.element;
    paint(memory, data);
    tell("crlm:element", { element: mark.element, mention: mark.id, note: data.note });
  };
  const off = fresh(memory);
  const on = (target, event, act) => target.addEventListener(event, act, { signal: off.signal });
  on(text, "click", choose);
  on(tabs, "keydown", (event) => {
    const side = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[event.key];
    if (side && !event.altKey) event.target.closest(".crlm-tab")?.[side]?.focus();
  });
  pickWords(memory, data, text, frame, off);
  on(text, "keydown", (event) => {
    if (selectByKey(text, event)) {
      event.preventDefault();
      showPick(memory, data, text, frame);
      return;
    }
    if ((event.key === "Enter" || event.key === " ") && markAt(event)) {
      event.preventDefault();
      choose(event);
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && markAt(event) && !event.altKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      step(memory, markAt(event), by);
    }
    if (event.key === "Escape") {
      hide();
      tell("crlm:return"); // back to the row in the list of data elements
    }
  });
  const hide = () => {
    clearTimeout(memory.waiting);
    tip.hidden = true;
  };
  on(text, "focusin", (event) => markAt(event) && enter(memory, markAt(event)));
  // A pointer that only passes does not open the tooltip; the keyboard opens it at once.
  for (const [event, delay] of [["mouseover", 250], ["focusin", 0]]) {
    on(text, event, (happened) => {
      hide();
      const node = markAt(happened);
      if (node) memory.waiting = setTimeout(() => showTip(memory, data, node, tip, frame), delay);
    });
  }
  for (const event of ["mouseleave", "focusout", "scroll"]) on(text, event, hide);
  window.addEventListener("keydown", stepPage, { capture: true, signal: off.signal });
  on(document, "crlm:mention", (event) => reveal(memory, data, text, event.detail));
  if (data.focus && data.focus.n !== memory.seen) {
    memory.seen = data.focus.n;
    if (data.focus.note === data.note) requestAnimationFrame(() => reveal(memory, data, text, data.focus));
  } else if (memory.revealed?.note === data.note && Date.now() < memory.revealed.until) {
    reveal(memory, data, text, memory.revealed); // a page drawn anew takes neither the scroll nor the flash away
  }
  return () => off.abort();
}
