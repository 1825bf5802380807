// Measures how long somebody is at work on the open case and reports it in parts, each again until the server has it.

const PART_MS = 15000;

const newPart = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export default function ({ data, setTriggerValue }) {
  const memory = (window.crlmCaseClock ??= { caseId: "", from: 0, parts: [] }); // outlives a visit of another page
  if (!memory.caseId) Object.assign(memory, { caseId: data.case, from: activity.worked() });
  const close = () => {
    const worked = activity.worked();
    if (worked - memory.from >= 1000) memory.parts.push({ id: newPart(), case: memory.caseId, seconds: (worked - memory.from) / 1000 });
    memory.from = worked;
  };
  const send = () => memory.parts.length && setTriggerValue("part", { ...memory.parts[0], attempt: performance.now() });
  memory.parts = memory.parts.filter((part) => part.id !== data.stored);
  if (memory.caseId !== data.case) {
    close();
    memory.caseId = data.case;
  }
  clearInterval(memory.timer);
  memory.timer = setInterval(() => {
    if (activity.worked() - memory.from >= PART_MS) close();
    send();
  }, PART_MS / 3);
  const off = fresh(memory);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    close();
    send();
  }, { signal: off.signal });
  return () => {
    close();
    memory.caseId = "";
    clearInterval(memory.timer);
    off.abort();
  };
}
