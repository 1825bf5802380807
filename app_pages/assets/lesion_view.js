// The liver metastases: the segments they lie in, their sizes note by note, and the largest size over time.

// The liver from the front, as a reader sees it: the right lobe on the left. Schematic, in a box of 200 by 120.
const LIVER = {
  8: ["M62 14 L104 10 L104 52 L58 56 Z", 82, 34],
  7: ["M62 14 L58 56 L10 58 Q14 24 62 14 Z", 38, 42],
  6: ["M10 58 L58 56 L60 104 Q16 104 10 58 Z", 37, 78],
  5: ["M58 56 L104 52 L102 90 L60 104 Z", 81, 76],
  "4a": ["M104 10 L132 14 L132 50 L104 52 Z", 118, 32],
  "4b": ["M104 52 L132 50 L128 78 L102 90 Z", 117, 68],
  2: ["M132 14 Q176 6 195 30 L132 44 Z", 154, 24],
  3: ["M132 44 L195 30 Q182 66 128 78 Z", 150, 52],
  1: ["M90 100 Q106 90 122 92 L120 108 Q104 114 90 108 Z", 106, 102],
};
const ROMAN = { 1: "I", 2: "II", 3: "III", "4a": "IVa", "4b": "IVb", 5: "V", 6: "VI", 7: "VII", 8: "VIII" };

const svg = (tag, attributes, text) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
};

const toldOf = (name, known) => {
  if (!known) return `segment ${ROMAN[name]}: none told`;
  if (!known.lesions) return `segment ${ROMAN[name]}: involved`;
  const many = known.lesions === 1 ? "1 lesion" : `${known.lesions} lesions`;
  return `segment ${ROMAN[name]}: ${many}${known.largest ? `, largest ${known.largest} mm` : ""}`;
};

const drawLiver = (known) => {
  const involved = Object.keys(LIVER).filter((name) => known[name]);
  const words = involved.map((name) => toldOf(name, known[name])).join("; ") || "no segment told";
  const picture = svg("svg", { viewBox: "0 0 200 120", class: "crlm-liver", role: "img", "aria-label": `Liver by segment: ${words}` });
  for (const [name, [path, x, y]] of Object.entries(LIVER)) {
    const here = known[name];
    const depth = here ? (here.largest ? Math.min(1, 0.35 + here.largest / 80) : 0.25) : 0;
    const part = svg("g", { class: here ? "is-involved" : "", "data-segment": name });
    const shape = svg("path", { d: path });
    shape.style.setProperty("--depth", depth);
    part.append(svg("title", {}, toldOf(name, here)), shape, svg("text", { x, y }, ROMAN[name]));
    if (here?.lesions) part.append(svg("text", { x, y: y + 9, class: "is-count" }, here.largest ? `${here.lesions}× ${here.largest}` : `${here.lesions}×`));
    picture.append(part);
  }
  return picture;
};

// One place after the other at equal distances: notes of one day stand side by side.
const drawTrend = (sizes, visit) => {
  const top = Math.max(...sizes.map((one) => one.size)) * 1.15;
  const x = (at) => 34 + (at / Math.max(1, sizes.length - 1)) * 232;
  const y = (size) => 82 - (size / top) * 66;
  const words = sizes.map((one) => `${one.size} mm ${one.when}`).join(", ");
  const picture = svg("svg", { viewBox: "0 0 300 100", class: "crlm-trend", role: "img", "aria-label": `Largest metastasis over time: ${words}` });
  picture.append(svg("line", { x1: 10, x2: 290, y1: 82, y2: 82, class: "is-axis" }));
  picture.append(svg("polyline", { points: sizes.map((one, at) => `${x(at)},${y(one.size)}`).join(" "), class: "is-line" }));
  sizes.forEach((one, at) => {
    const spot = svg("g", { class: "is-spot" });
    spot.append(svg("title", {}, `${one.size} mm, ${one.note}`), svg("circle", { cx: x(at), cy: y(one.size), r: 4 }), svg("text", { x: x(at), y: y(one.size) - 8 }, one.size));
    spot.addEventListener("click", () => visit("liver_max_size_mm", one.evidence));
    if (sizes.length < 5 || at === 0 || at === sizes.length - 1) spot.append(svg("text", { x: x(at), y: 94, class: "is-date" }, one.when));
    picture.append(spot);
  });
  return picture;
};

const drawLedger = (data, visit) => {
  const table = make("table", "crlm-ledger");
  const head = make("tr");
  for (const words of ["Segment", ...data.notes, "Change", "Status"]) {
    const cell = make("th");
    cell.scope = "col";
    for (const part of words.split(/ (?=\d{4}-)/)) cell.append(make("span", "", part), " "); // a date stays in one line
    head.append(cell);
  }
  const rows = data.rows.map((row) => {
    const line = make("tr");
    const name = make("th", "", row.segments);
    name.scope = "row";
    line.append(name);
    for (const cell of row.cells) {
      const box = make("td", "is-size");
      if (cell.size) box.append(button("crlm-size", cell.size, () => visit("liver_segments", cell.evidence)));
      if (cell.before) box.append(make("span", "crlm-before", ` before ${cell.before}`));
      line.append(box);
    }
    line.append(make("td", "", row.change), make("td", "", row.status));
    return line;
  });
  const top = make("thead");
  top.append(head);
  const body = make("tbody");
  body.append(...rows);
  table.append(top, body);
  return table;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => ({ last: null }));
  const visit = (element, evidence) => {
    if (!evidence.length) return;
    memory.last = nextEvidence(evidence, data.note, memory.last);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const box = make("div", "crlm-lesions");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Liver metastases");
  const title = (words) => make("h3", "crlm-lesions-title", words);
  box.append(title("Segments"), drawLiver(data.segments));
  box.append(title("Lesions, largest diameter in mm"));
  if (data.rows.length) box.append(drawLedger(data, visit));
  else box.append(make("p", "crlm-lesions-none", "No note of this case tells of single lesions with their segment."));
  if (data.sizes.length) box.append(title("Largest metastasis over time, in mm"), drawTrend(data.sizes, visit));
  keepFocus(root, () => root.replaceChildren(box));
}
