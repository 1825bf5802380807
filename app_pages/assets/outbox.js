// What a person entered or decided goes to the server one at a time, and again until it has it: a row counts as saved only when
// the data the server sends holds it.

const RESEND_MS = 5000;

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const isTyping = (node) => Boolean(node?.closest?.("input, textarea, select, [contenteditable='true'], [role='dialog']"));

const rowsOf = (data) => data.families.flatMap((family) => [...family.rows, ...family.unstated]);
const rowOf = (data, element) => rowsOf(data).find((row) => row.element === element);
const isWaiting = (memory, element) => outbox.some((one) => one.element === element && one.case === memory.caseId);

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

const queue = (memory, decision) => {
  memory.refused.delete(decision.element);
  outbox.push({ id: newId(), case: memory.caseId, ...decision });
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
