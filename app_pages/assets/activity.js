// How long somebody has been at work in this window, in milliseconds: of a pause only the first minute counts, and nothing
// counts while the window is hidden. Shared by all parts of the page, so it hangs on the window.

const PAUSE_MS = 60000;
const INPUTS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart"];

const activity = (window.crlmActivity ??= (() => {
  const clock = { worked: 0, last: performance.now() };
  const gone = () => Math.min(performance.now() - clock.last, PAUSE_MS);
  const input = () => {
    if (document.visibilityState === "visible") clock.worked += gone();
    clock.last = performance.now();
  };
  for (const kind of INPUTS) window.addEventListener(kind, input, { capture: true, passive: true });
  // What was seen before the window was hidden counts; what passes until it is shown again does not.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") clock.worked += gone();
    clock.last = performance.now();
  });
  return {
    worked: () => clock.worked + (document.visibilityState === "visible" ? gone() : 0),
    sinceInput: () => performance.now() - clock.last,
  };
})());
