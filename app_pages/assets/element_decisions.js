// Decisions on the chosen row, by key and by button. They go to the server one at a time, and again until it has them: a row
// counts as saved only when the data the server sends holds the decision.

const DECISIONS = [
  ["accept", "Accept", "A"],
  ["correct", "Correct", "E"],
  ["reject", "Reject", "X"],
  ["not_stated", "Not stated", "N"],
  ["query", "Query", "Q"],
  ["undo", "Undo", "U"],
];
const BY_KEY = Object.fromEntries(DECISIONS.map(([action, , key]) => [key.toLowerCase(), action]));
const RESEND_MS = 5000;

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const isTyping = (node) => Boolean(node?.closest?.("input, textarea, select, [contenteditable='true'], [role='dialog']"));

const rowsOf = (data) => data.families.flatMap((family) => [...family.rows, ...family.unstated]);
const rowOf = (data, element) => rowsOf(data).find((row) => row.element === element);
const isWaiting = (memory, element) => outbox.some((one) => one.element === element && one.case === memory.caseId);

// The title of a case that opens stands there before its rows do: what is pressed then is not meant for the rows still shown.
const isOpening = (memory) => document.querySelector(".crlm-head h1")?.textContent !== memory.caseId;

// Decisions under way: kept while the page is open, whatever is drawn anew.
const outbox = [];
let resend;

const sendFirst = (memory) => {
  clearTimeout(resend);
  if (!outbox.length) return;
  outbox[0].attempt = (outbox[0].attempt || 0) + 1;
  memory.send({ ...outbox[0] });
  sendLater(memory);
};

const sendLater = (memory) => {
  clearTimeout(resend);
  if (!outbox.length) return;
  resend = setTimeout(() => {
    say(memory, "Not saved yet: the app does not answer. It is sent again until it does; leave this page open.", "is-waiting");
    sendFirst(memory);
  }, RESEND_MS);
};

const say = (memory, words, tone = "") => {
  memory.live.className = `crlm-live ${tone}`;
  memory.live.textContent = words;
};

// The seconds somebody was at work while the row was chosen, since its last decision.
const spentOn = (memory, element) => {
  turnTo(memory, memory.element);
  const spent = memory.spent.get(element) || 0;
  memory.spent.delete(element);
  return spent / 1000;
};

// The time until now belongs to the row that was chosen until now.
const turnTo = (memory, element) => {
  const worked = activity.worked();
  if (memory.element) memory.spent.set(memory.element, (memory.spent.get(memory.element) || 0) + worked - memory.since);
  Object.assign(memory, { element, since: worked });
};

const queue = (memory, decision) => {
  memory.refused.delete(decision.element);
  outbox.push({ id: newId(), case: memory.caseId, spent: spentOn(memory, decision.element), ...decision });
  say(memory, "Saving", "is-waiting");
  if (outbox.length === 1) sendFirst(memory);
};

// The elements that still want a decision, in the order of the list, those after `from` first.
const stillOpen = (memory, data, from) => {
  const rows = data.families.flatMap((family) => family.rows);
  const at = rows.findIndex((row) => row.element === from);
  return [...rows.slice(at + 1), ...rows.slice(0, at + 1)].filter((row) => row.open && !isWaiting(memory, row.element));
};

// What the server has stored or refused leaves the queue, and the next goes out; returns the elements just saved.
const settle = (memory, data) => {
  const saved = [];
  let refusal = "";
  let settled = 0;
  for (const first of [...outbox]) {
    const answered = data.handled?.id === first.id;
    if (!answered && !data.stored.includes(first.id)) break;
    outbox.shift();
    settled += 1;
    if (answered && data.handled.refusal) memory.refused.set(first.element, (refusal = data.handled.refusal));
    else saved.push(first.element);
  }
  sendLater(memory);
  if (!settled) return saved;
  if (refusal) say(memory, `Not saved: ${refusal}`, "is-refused");
  else if (!outbox.length) say(memory, "Saved", "is-saved");
  setTimeout(() => sendFirst(memory)); // not while the page is being drawn
  return saved;
};

// Why a key does nothing on a row, or nothing where it can be tried.
const cannot = (action, row) => {
  const stated = row.parts?.length > 0 || row.conflict?.length > 0;
  if (action === "accept" && row.conflict?.length) return "notes disagree. Take a side with 1 or 2, or E to enter the value";
  if (action === "accept" && !stated) return "there is no value to accept. E enters one, N says it is not stated";
  if (action === "reject" && !stated) return "there is no value to reject";
  if (action === "undo") return row.decision ? "" : "there is no decision to take back";
  return ["accept", "reject", "not_stated"].includes(action) && action === row.decision?.action && !row.open ? "this is decided so already" : "";
};

const drawActions = (memory, row, act) => {
  const line = make("div", "crlm-actions");
  if (memory.locked) return line;
  line.setAttribute("role", "group");
  line.setAttribute("aria-label", `Decide on ${row.label}`);
  for (const [action, words, key] of DECISIONS) {
    if (cannot(action, row)) continue;
    const node = inner("crlm-act", action === "query" && row.asked ? "Answer" : words, () => act(action, row.element));
    node.dataset.action = action;
    node.append(make("kbd", "", key));
    line.append(node);
  }
  return line;
};

const drawDecision = (row) => {
  const { decision } = row;
  const line = make("div", `crlm-decision is-${decision.action}`);
  line.append(make("span", "crlm-done", `${decision.done} by ${decision.by}`));
  if (decision.old) line.append(make("del", "crlm-was", decision.old));
  if (decision.reason) line.append(make("span", "crlm-why", decision.reason));
  line.title = `${decision.when} UTC`;
  return line;
};

const drawSaid = (item) => {
  const line = make("div", `crlm-said-line${item.open ? " is-asked" : ""}`);
  line.append(make("span", "crlm-said-by", `${item.open ? "open query" : item.kind} by ${item.by}: `), make("span", "", item.text));
  line.title = `${item.when} UTC`;
  return line;
};

// The last decision on the case and what it changed, as the registry has it; then what is happening now.
const drawLast = (memory, data, act) => {
  const words = make("p", "crlm-last");
  if (data.last) {
    words.append(make("strong", "", data.last.line), make("span", "", ` ${data.last.by}. `), make("span", "crlm-effect", `${data.last.effect}.`));
    words.title = `${data.last.when} UTC`;
  } else words.append(data.locked || "No decision yet. A accepts the chosen row and goes on to the next open one.");
  memory.last_box.replaceChildren(words);
  if (data.last?.undo && !data.locked) {
    const undo = button("crlm-small", "Undo", () => act("undo", data.last.undo));
    undo.append(make("kbd", "", "Ctrl Z"));
    memory.last_box.append(undo);
  }
};

const keyed = (memory, data, act, event) => {
  if (event.defaultPrevented || event.altKey || event.metaKey || isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  let go;
  if (event.ctrlKey) {
    if (key === "z" && !event.shiftKey && data.last?.undo) go = () => act("undo", data.last.undo);
  } else if (!event.shiftKey) {
    const picking = document.querySelector(".crlm-pick:not([hidden])"); // then E is for the words selected in the note
    const row = rowOf(data, memory.element);
    const side = row?.conflict?.[Number(key) - 1];
    if (side) go = () => act("accept", row.element, side.whole);
    else if (BY_KEY[key] && row && !(picking && key === "e")) go = () => act(BY_KEY[key], row.element);
  }
  if (!go) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) go();
};
