// Shared by the parts of the case page. Text enters the page through textContent only, so markup in a note stays text.

const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
};

const button = (name, text, onClick) => {
  const node = make("button", name, text);
  node.type = "button";
  if (onClick) node.addEventListener("click", onClick);
  return node;
};

// The parts talk to each other in the page, so that a click answers without a round trip to the server.
const tell = (event, detail) => document.dispatchEvent(new CustomEvent(event, { detail }));

// What a part remembers between two runs of the page's script.
const memories = new WeakMap();
const remember = (parent, fresh) => {
  if (!memories.has(parent)) memories.set(parent, fresh());
  return memories.get(parent);
};

// One set of listeners at a time: those of the run before are taken off.
const fresh = (memory) => {
  memory.off?.abort();
  memory.off = new AbortController();
  return memory.off;
};

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Scrolls the box itself: scrollIntoView would move the page as well.
const scrollTo = (box, node) => {
  const frame = box.getBoundingClientRect();
  const place = node.getBoundingClientRect();
  const top = box.scrollTop + place.top - frame.top - Math.max(12, (frame.height - place.height) / 3);
  box.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
};

const flash = (nodes) => {
  for (const node of nodes) {
    node.classList.remove("is-flashing");
    void node.offsetWidth; // restarts the animation
    node.classList.add("is-flashing");
    node.addEventListener("animationend", () => node.classList.remove("is-flashing"), { once: true });
  }
};

// Goes to a piece of evidence: in the page where its note is open, else the server opens the note first.
// The viewer knows best which note that is: a part that is drawn later than the viewer still has the one before.
const goTo = (place, element, openNote, setTriggerValue) => {
  const open = document.querySelector('.crlm-tab[aria-pressed="true"]')?.dataset.note ?? openNote;
  if (place.note === open) tell("crlm:mention", { mention: place.mention, element });
  else setTriggerValue("open", { note: place.note, mention: place.mention, element });
};

const isPlace = (one, other) => other && one.note === other.note && one.mention === other.mention;

// The next piece of evidence after `last`; starts in the open note, then runs through the others.
const nextEvidence = (evidence, openNote, last) => {
  const here = evidence.filter((place) => place.note === openNote);
  const order = [...here, ...evidence.filter((place) => place.note !== openNote)];
  const at = order.findIndex((place) => isPlace(place, last));
  return order[(at + 1) % order.length];
};

// A toggle of a filter bar: words and how many it shows.
const choice = (words, count, pressed, onClick) => {
  const node = button("crlm-choice", "", onClick);
  node.append(make("span", "", words), make("span", "crlm-n", count));
  node.setAttribute("aria-pressed", String(pressed));
  return node;
};

// Whether every word looked for is in the text of a rule; a word like r02 means the rule of that name.
const isFound = (words, id, text) =>
  words.every((word) => (/^[rc]\d+$/.test(word) ? id.toLowerCase().startsWith(word) : text.toLowerCase().includes(word)));

const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);

// Drawing a box anew takes the keyboard's place away: it is given back to the control in the same position.
const keepFocus = (box, draw) => {
  const controls = () => [...box.querySelectorAll("button, summary, input, [tabindex]")];
  const at = controls().indexOf(document.activeElement);
  const focusVisible = at >= 0 && document.activeElement.matches(":focus-visible");
  draw();
  if (at >= 0) controls()[at]?.focus({ preventScroll: true, focusVisible });
};

// The foot of a long table: which rows are seen, and the buttons to those before and after; a pressed one keeps the keyboard.
const drawPages = (data, root, setTriggerValue) => {
  const foot = make("div", "crlm-pages");
  const held = root.contains(document.activeElement) ? document.activeElement.dataset.turn : "";
  for (const [words, turn, able] of [["‹ Previous", -1, data.first > 1], ["Next ›", 1, data.last < data.of]]) {
    const node = button("crlm-small", words, () => setTriggerValue("turn", turn));
    node.disabled = !able;
    node.dataset.turn = String(turn);
    foot.append(node);
    if (held === String(turn)) requestAnimationFrame(() => node.focus({ preventScroll: true }));
  }
  const [first, last, of] = [data.first, data.last, data.of].map((count) => count.toLocaleString("en"));
  foot.append(make("span", "", `Cases ${first} to ${last} of ${of}`));
  return foot;
};
