// Words selected in the note become evidence: by mouse, or by keyboard with S for the first word, Ctrl and an arrow for another
// and Shift and an arrow for more of them. A bar beside the words says for which data element.

// Interval of the selection within the text in UTF-16 offsets, without blanks at its ends; null when nothing is selected there.
const selectedIn = (text) => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const said = range.toString();
  const words = said.trim();
  if (!words) return null;
  const start = before.toString().length + said.indexOf(words);
  return { start, end: start + words.length, text: words };
};

// The place of an offset in the text: [node, offset in it].
const placeAt = (text, offset) => {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [text, text.childNodes.length];
};

const selectAgain = (text, { start, end }) => {
  const selection = document.getSelection();
  selection.setBaseAndExtent(...placeAt(text, start), ...placeAt(text, end));
};

const KEYS = { ArrowLeft: ["backward", "word"], ArrowRight: ["forward", "word"], ArrowUp: ["backward", "line"], ArrowDown: ["forward", "line"] };

// Selects the first word of a mark, or else the first one in sight.
const selectFirst = (text, mark) => {
  const selection = document.getSelection();
  const frame = text.getBoundingClientRect();
  const spot = mark ? null : document.caretRangeFromPoint?.(frame.left + 24, frame.top + 24);
  if (mark) selection.collapse(mark.firstChild, 0);
  else if (spot && text.contains(spot.startContainer)) selection.collapse(spot.startContainer, spot.startOffset);
  else selection.collapse(text, 0);
  selection.modify("extend", "forward", "word");
};

const selectByKey = (text, event) => {
  const way = KEYS[event.key];
  if (!way || event.altKey || event.metaKey || event.shiftKey === event.ctrlKey) return false;
  const selection = document.getSelection();
  if (!selectedIn(text)) selectFirst(text, event.target.closest(".crlm-mark"));
  else if (event.shiftKey) selection.modify("extend", ...way);
  else {
    if (way[0] === "forward") selection.collapseToEnd();
    else selection.collapseToStart();
    selection.modify("move", ...way);
    selection.modify("extend", "forward", "word");
  }
  return true;
};

const buildPick = () => {
  const bar = make("div", "crlm-pick");
  bar.hidden = true;
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Use the selected words as evidence");
  const select = make("select", "crlm-select");
  select.setAttribute("aria-label", "Data element the words are evidence for");
  const use = button("crlm-act is-main", "Use");
  use.append(make("kbd", "", "E"));
  bar.append(make("span", "", "Use as evidence for"), select, use);
  bar.addEventListener("mousedown", (event) => event.target !== select && event.preventDefault()); // the words stay selected
  return { bar, select, use };
};

// Shows the bar beside the selected words, set to the chosen data element.
const showPick = (memory, data, text, frame) => {
  const { bar, select } = memory.pick;
  const found = selectedIn(text);
  memory.selected = found;
  bar.hidden = !found || !data.elements.length; // none to choose from for somebody who decides nothing
  if (bar.hidden) return;
  if (select.childElementCount !== data.elements.length) {
    select.replaceChildren(...data.elements.map(([element, label]) => {
      const node = make("option", "", label);
      node.value = element;
      return node;
    }));
  }
  if (document.activeElement !== select) select.value = memory.chosen || data.elements[0][0];
  const box = frame.getBoundingClientRect();
  const at = document.getSelection().getRangeAt(0).getBoundingClientRect();
  const below = at.bottom - box.top + 8;
  const fits = below + bar.offsetHeight < box.height;
  bar.style.top = `${Math.max(0, fits ? below : at.top - box.top - bar.offsetHeight - 8)}px`;
  bar.style.left = `${Math.max(4, Math.min(at.left - box.left, box.width - bar.offsetWidth - 8))}px`;
};

const hidePick = (memory) => {
  memory.pick.bar.hidden = true;
  memory.selected = null;
  document.getSelection().removeAllRanges();
};

// Listens for selections; `off` ends it with the run of the page.
const pickWords = (memory, data, text, frame, off) => {
  const on = (target, event, act) => target.addEventListener(event, act, { signal: off.signal });
  const show = () => showPick(memory, data, text, frame);
  const use = () => {
    const { selected, pick } = memory;
    if (!selected) return;
    const note = data.notes.find((one) => one.id === data.note);
    const detail = { ...selected, note: data.note, where: `${note.kind} ${note.date}`, element: pick.select.value };
    hidePick(memory);
    tell("crlm:evidence", detail);
  };
  memory.pick.use.onclick = use;
  on(document, "crlm:chosen", (event) => (memory.chosen = event.detail.element));
  on(document, "mouseup", () => setTimeout(() => document.activeElement !== memory.pick.select && show()));
  on(text, "scroll", () => !memory.pick.bar.hidden && show());
  on(window, "keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable='true']");
    const key = event.key.toLowerCase();
    if ((typing && key !== "escape") || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (key === "s" && memory.pick.bar.hidden) {
      event.preventDefault();
      text.focus({ preventScroll: true });
      const mark = memory.marked.find(({ covering }) => covering.some((at) => data.marks[at].element === memory.chosen));
      if (mark) scrollTo(text, mark.node);
      selectFirst(text, mark?.node);
      show();
    }
    if (memory.pick.bar.hidden) return;
    if (key === "e") {
      event.preventDefault();
      event.stopImmediatePropagation();
      use();
    }
    if (key === "escape") {
      event.stopImmediatePropagation();
      hidePick(memory);
    }
  });
};
