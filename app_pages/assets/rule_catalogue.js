// The rule catalogue: sections and rules on the left, narrowed as one types; on the right the chosen rule in full.

const VERDICTS = ["met", "not_met", "unknown", "not_applicable"];

const line = (title, ...content) => {
  const row = make("div", "crlm-part");
  const side = make("div", "crlm-part-body");
  side.append(...content);
  row.append(make("h3", "crlm-part-title", title), side);
  return row;
};

const text = (words, name = "") => make("p", name, words);

// A criterion as nested lists: what joins the parts stands above them.
const drawNode = (node, choose) => {
  const item = make("li", node.parts.length ? "crlm-branch" : "crlm-leaf");
  if (node.lead) item.append(make("span", "crlm-lead", node.lead), " ");
  item.append(node.rule ? button("crlm-link", node.words, () => choose(node.rule)) : make("span", "", node.words));
  if (node.parts.length) item.append(drawTree(node.parts, choose));
  return item;
};

const drawTree = (nodes, choose) => {
  const list = make("ul", "crlm-tree");
  list.append(...nodes.map((node) => drawNode(node, choose)));
  return list;
};

const drawExamples = (examples) => {
  const table = make("table", "crlm-examples");
  const body = make("tbody");
  for (const example of examples) {
    const row = make("tr");
    const verdict = make("th");
    verdict.scope = "row";
    verdict.append(make("span", `crlm-badge is-${example.verdict}`, example.words));
    row.append(verdict, make("td", "", [example.given.join("; ") || "nothing is known", example.left].filter(Boolean).join(" → ")));
    body.append(row);
  }
  table.append(body);
  return table;
};

const drawCounts = (rule, toCases) => {
  const box = make("div", "crlm-case-counts");
  for (const { verdict, words, cases } of rule.counts) {
    const face = cases
      ? button(`crlm-case-count is-${verdict}`, "", () => toCases({ rule: rule.key, verdict }))
      : make("span", `crlm-case-count is-${verdict}`);
    if (cases) face.title = `List the ${cases === 1 ? "case" : `${cases} cases`}`;
    face.append(make("strong", "", cases), make("span", "", words));
    box.append(face);
  }
  return box;
};

const drawPassage = (citation) => {
  const numbers = citation.references;
  const references = numbers.length ? `, reference${numbers.length > 1 ? "s" : ""} ${numbers.join(", ")} there` : "";
  const box = make("div", "crlm-passage");
  if (citation.quote) box.append(make("blockquote", "", citation.quote));
  box.append(text(`${citation.section}${references}`, "crlm-soft"));
  return box;
};

const drawRule = (rule, section, choose, toCases) => {
  const page = make("article", "crlm-rule-page");
  page.dataset.rule = rule.key;
  const tags = make("p", "crlm-tags");
  tags.append(...rule.tags.map((words) => make("span", "crlm-tag", words)));
  page.append(make("p", "crlm-where", section), make("h2", "", `${rule.rule} ${rule.title}`), tags);
  const tree = (title, nodes) => (nodes.length ? [line(title, drawTree(nodes, choose))] : []);
  const { coverage } = rule;
  page.append(
    line("Concludes", text(rule.conclusion), ...(rule.otherwise ? [text(`Otherwise: ${rule.otherwise}`, "crlm-soft")] : [])),
    line(rule.outside ? "Taken from" : "The source says", ...rule.citations.map(drawPassage)),
    ...tree("Applies when", rule.applies ? [rule.applies] : []),
    ...tree("Met when", rule.logic ? [rule.logic] : []),
    ...tree(rule.logic ? "Classes" : "Met when one is left", rule.classes),
    ...tree("Parts", rule.parts),
    line("Coverage", text(coverage.words), ...[coverage.note, ...rule.own].filter(Boolean).map((words) => text(words, "crlm-soft"))),
    line("Cases", drawCounts(rule, toCases)),
    line("Examples", ...(rule.example_note ? [text(rule.example_note, "crlm-soft")] : []), drawExamples(rule.examples)),
  );
  return page;
};

// How the cases fall out, as one thin bar; the numbers stand in the rule.
const drawBar = (rule) => {
  const bar = make("span", "crlm-bar-line");
  bar.setAttribute("aria-hidden", "true");
  for (const verdict of VERDICTS) {
    const { cases } = rule.counts.find((one) => one.verdict === verdict);
    if (!cases) continue;
    const part = make("span", `is-${verdict}`);
    part.style.flexGrow = cases;
    bar.append(part);
  }
  bar.title = rule.counts.map(({ words, cases }) => `${words}: ${cases}`).join(", ");
  return bar;
};

const drawEntry = (rule, chosen, choose) => {
  const entry = button("crlm-entry", "", () => choose(rule.key));
  entry.dataset.rule = rule.key;
  if (rule.key === chosen) entry.setAttribute("aria-current", "true");
  entry.append(make("span", "crlm-rule", rule.rule), make("span", "", rule.title), drawBar(rule));
  return entry;
};

const matches = (rule, words) => {
  const passages = rule.citations.flatMap((citation) => [citation.section, citation.quote]);
  return isFound(words, rule.rule, [rule.title, rule.conclusion, ...rule.tags, rule.coverage.note, ...passages].join(" "));
};

const drawList = (memory, data, choose) => {
  const words = wordsOf(memory.search);
  const kinds = [...new Set(data.sections.flatMap((section) => section.rules.map((rule) => rule.kind)))];
  const kind = memory.kind.value;
  if (memory.kind.options.length !== kinds.length + 1) {
    memory.kind.replaceChildren(...["Every kind", ...kinds].map((name, at) => new Option(name, at ? name : "")));
    memory.kind.value = kind;
  }
  let found = 0;
  const drawn = [];
  for (const section of data.sections) {
    const rules = section.rules.filter((rule) => matches(rule, words) && (!kind || rule.kind === kind));
    if (!rules.length) continue;
    found += rules.length;
    const box = make("section", "crlm-section");
    const head = make("h3", "crlm-section-title", section.title);
    head.append(make("span", "crlm-n", ` ${rules.length}`));
    box.append(head, ...rules.map((rule) => drawEntry(rule, memory.chosen, choose)));
    drawn.push(box);
  }
  memory.found.textContent = found === 1 ? "1 rule" : `${found} rules`;
  memory.list.replaceChildren(...drawn);
};

const move = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const entries = [...event.currentTarget.querySelectorAll(".crlm-entry")];
  const at = entries.indexOf(document.activeElement);
  if (!step || at < 0 || event.altKey) return;
  event.preventDefault();
  entries[at + step]?.focus();
};

const build = (root, data) => {
  const box = make("div", "crlm-catalogue");
  const search = make("input", "crlm-search");
  search.type = "search";
  search.placeholder = "Search: a word of the rule or its passage, or R02";
  search.setAttribute("aria-label", "Search rules");
  const kind = make("select", "crlm-search");
  kind.setAttribute("aria-label", "Kind of rule");
  const found = make("p", "crlm-found");
  found.setAttribute("role", "status");
  const list = make("nav", "crlm-list");
  list.setAttribute("aria-label", "Rules");
  list.addEventListener("keydown", move);
  const finder = make("div", "crlm-finder");
  const legend = make("p", "crlm-legend", "Cases: ");
  legend.append(
    make("span", "crlm-count is-met", "met"),
    make("span", "crlm-count is-not_met", "not met"),
    make("span", "crlm-count is-unknown", "unknown"),
    make("span", "crlm-count", "not applicable"),
  );
  const under = make("div", "crlm-under");
  under.append(found, legend);
  finder.append(search, kind, under);
  const side = make("div", "crlm-side-list");
  side.append(finder, list);
  const page = make("div", "crlm-rule-pane");
  page.tabIndex = 0;
  page.setAttribute("role", "region");
  page.setAttribute("aria-label", "The chosen rule");
  box.append(side, page);
  root.replaceChildren(box);
  return { box, search, kind, found, list, page, chosen: data.chosen || data.sections[0]?.rules[0]?.key };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  let first = false;
  const memory = remember(root, () => {
    first = true;
    return build(root, data);
  });
  const choose = (key) => {
    memory.chosen = key;
    show();
    memory.page.scrollTop = 0;
    setTriggerValue("chosen", key);
  };
  const narrow = () => keepFocus(memory.list, () => drawList(memory, data, choose));
  const show = () => {
    narrow();
    const section = data.sections.find((one) => one.rules.some((rule) => rule.key === memory.chosen));
    const rule = section?.rules.find((one) => one.key === memory.chosen);
    if (rule) keepFocus(memory.page, () => memory.page.replaceChildren(drawRule(rule, section.title, choose, (wanted) => setTriggerValue("cases", wanted))));
  };
  memory.search.oninput = narrow;
  memory.kind.onchange = narrow;
  show();
  const current = memory.list.querySelector('[aria-current="true"]');
  if (first && current) scrollTo(memory.list, current);
}
