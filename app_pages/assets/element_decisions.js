// Decisions on the chosen row, by key and by button.

const DECISIONS = [
  ["accept", "Accept", "A"],
  ["correct", "Correct", "E"],
  ["reject", "Reject", "X"],
  ["not_stated", "Not stated", "N"],
  ["query", "Query", "Q"],
  ["undo", "Undo", "U"],
];
const BY_KEY = Object.fromEntries(DECISIONS.map(([action, , key]) => [key.toLowerCase(), action]));

// The title of a case that opens stands there before its rows do: what is pressed then is not meant for the rows still shown.
const isOpening = (memory) => document.querySelector(".crlm-head h1")?.textContent !== memory.caseId;

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

const decideOn = (memory, decision) => queue(memory, { spent: spentOn(memory, decision.element), ...decision });

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
