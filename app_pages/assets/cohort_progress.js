// How far the review came over time: cases begun and signed off, added up, as two lines.

const SPACE = "http://www.w3.org/2000/svg";
const WIDE = 900;
const HIGH = 240;
const EDGE = { left: 56, right: 16, top: 12, bottom: 28 };
const LINES = [["begun", "Cases somebody decided on"], ["signed", "Cases signed off"]];

const shape = (name, given, text) => {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(given)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
};

const counted = (count, what) => `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

const drawLines = (points) => {
  const days = points.map((one) => Date.parse(one.day));
  const [from, to] = [days[0], days.at(-1)];
  const most = Math.max(1, ...points.map((one) => one.begun));
  const across = (day) => EDGE.left + ((day - from) / Math.max(1, to - from)) * (WIDE - EDGE.left - EDGE.right);
  const up = (count) => HIGH - EDGE.bottom - (count / most) * (HIGH - EDGE.top - EDGE.bottom);
  const last = points.at(-1);
  const span = points.length > 1 ? `${points[0].day} to ${last.day}` : last.day;
  const words = `${span}: ${counted(last.begun, "case")} begun, ${last.signed} signed off, ${counted(last.decisions, "decision")}`;
  const picture = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "crlm-lines", role: "img", "aria-label": words });
  for (const count of [0, Math.round(most / 2), most]) {
    picture.append(shape("line", { x1: EDGE.left, x2: WIDE - EDGE.right, y1: up(count), y2: up(count), class: "crlm-grid" }));
    picture.append(shape("text", { x: EDGE.left - 8, y: up(count) + 4, "text-anchor": "end" }, count.toLocaleString("en")));
  }
  const ends = [[from, points[0].day, "start"], [to, last.day, "end"]].slice(0, points.length); // one day has one end
  for (const [at, day, anchor] of ends) {
    picture.append(shape("text", { x: across(at), y: HIGH - 8, "text-anchor": anchor }, day));
  }
  for (const [name] of LINES) {
    // Steps: a count stays what it was until the day on which it rises.
    const way = points.map((one, at) => `${at ? `H${across(days[at])}V` : `M${across(days[at])} `}${up(one[name])}`).join("");
    picture.append(shape("path", { d: `${way}H${WIDE - EDGE.right}`, class: `crlm-line is-${name}` }));
  }
  return [make("p", "crlm-told", words), picture];
};

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".crlm-root");
  const key = make("p", "crlm-line-key");
  for (const [name, words] of LINES) {
    const item = make("span", `is-${name}`);
    item.append(make("span", "crlm-line-box"), make("span", "", words));
    key.append(item);
  }
  root.replaceChildren(...(data.points.length ? [key, ...drawLines(data.points)] : [make("p", "crlm-told", "Nobody has decided on one of these cases yet.")]));
}
