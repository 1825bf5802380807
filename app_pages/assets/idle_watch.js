// Tells the server now and then that somebody is at work, and asks to be signed out when nobody was for too long. The server
// counts for itself; without an answer the page is hidden all the same.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => ({ told: performance.now(), asked: 0 }));
  const limit = data.idle * 1000;
  const every = Math.min(limit / 5, 60000);
  clearInterval(memory.timer);
  memory.timer = setInterval(() => {
    const idle = activity.sinceInput();
    const now = performance.now();
    document.documentElement.classList.toggle("crlm-idle", idle > limit);
    if (idle > limit) {
      if (now - memory.asked > every) setTriggerValue("idle", (memory.asked = now));
    } else if (now - memory.told > every && now - idle > memory.told) setTriggerValue("active", (memory.told = now));
  }, Math.min(1000, limit / 10));
  // Somebody comes back to this window: perhaps they signed out in another one.
  const off = fresh(memory);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") setTriggerValue("active", performance.now());
  }, { signal: off.signal });
  return () => {
    off.abort();
    clearInterval(memory.timer);
    document.documentElement.classList.remove("crlm-idle");
  };
}
