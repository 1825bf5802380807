// The stage in plain words, then the rules: verdict, because (a click leads to the words), missing, citation.

const SHOWN = 4;
const ORDER = ["met", "unknown", "not_met", "not_applicable"];

const drawCandidates = (set) => {
  const card = make("div", `crlm-stage ${set.settled ? "is-settled" : "is-open"}`);
  card.append(make("div", "crlm-stage-title", set.title));
  if (!set.items.length) {
    card.append(make("div", "crlm-stage-none", "cannot be told from these notes"));
    return card;
  }
  for (const item of set.items) {
    const line = make("div", "crlm-stage-item");
    line.append(make("span", "crlm-code", item.code), make("span", "", item.words));
    card.append(line);
  }
  if (!set.settled) card.append(make("div", "crlm-stage-note", "Still open: the notes leave each of these possible."));
  return card;
};

const drawBecause = (item, visit) => {
  const line = make("li", "crlm-because");
  const face = item.evidence.length
    ? button("crlm-proof", "", () => visit(item.element, item.evidence))
    : make("span", "crlm-proof is-derived", "");
  face.append(make("span", "crlm-proof-label", item.label));
  if (item.value) face.append(make("strong", "", item.value));
  line.append(face);
  return line;
};

const drawMissing = (item) => {
  const line = make("li", "crlm-missing");
  const face = item.element
    ? button("crlm-gap", "", () => tell("crlm:element", { element: item.element }))
    : make("span", "crlm-gap");
  face.title = item.question;
  face.append(make("span", "crlm-proof-label", item.label));
  if (item.reason) face.append(make("span", "crlm-gap-reason", item.reason));
  line.append(face);
  return line;
};

const drawCitation = (citation) => {
  const more = make("details", "crlm-citation");
  const references = citation.references.length ? ` [${citation.references.join(", ")}]` : "";
  more.append(make("summary", "", `Source: ${citation.section}${references}`));
  if (citation.quote) more.append(make("blockquote", "", citation.quote));
  return more;
};

// A long list shows its beginning: the rest opens on demand.
const list = (title, items) => {
  const box = make("div", "crlm-reasons");
  const rows = make("ul");
  rows.append(...items);
  box.append(make("div", "crlm-reasons-title", title), rows);
  if (items.length > SHOWN + 1) {
    const rest = items.slice(SHOWN);
    for (const item of rest) item.hidden = true;
    const more = button("crlm-more-reasons", `${rest.length} more`, () => {
      for (const item of rest) item.hidden = false;
      more.remove();
    });
    box.append(more);
  }
  return box;
};

const drawCard = (rule, visit) => {
  const card = make("article", `crlm-card is-${rule.verdict}`);
  card.dataset.rule = rule.rule;
  const head = make("div", "crlm-card-head");
  head.append(make("span", `crlm-badge is-${rule.verdict}`, rule.verdict_words), make("h4", "", rule.title));
  const name = make("span", "crlm-rule", rule.track ? `${rule.rule} · ${rule.track}` : rule.rule);
  head.append(name);
  card.append(head);
  if (rule.conclusion && rule.verdict !== "not_applicable") {
    const lead = { unknown: "Open whether this holds: ", not_met: "Does not hold: " }[rule.verdict] || "";
    card.append(make("p", "crlm-conclusion", lead + rule.conclusion));
  }
  if (rule.because.length) card.append(list("Because", rule.because.map((item) => drawBecause(item, visit))));
  if (rule.missing.length) card.append(list("Missing", rule.missing.map(drawMissing)));
  card.append(drawCitation(rule.citation));
  return card;
};

const drawFilter = (memory, data, redraw) => {
  const bar = make("div", "crlm-filter");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show rules by verdict");
  const choices = [["", "All", data.rules.length]];
  for (const verdict of ORDER) {
    const of = data.rules.filter((rule) => rule.verdict === verdict);
    if (of.length) choices.push([verdict, of[0].verdict_words, of.length]);
  }
  for (const [verdict, words, count] of choices) {
    const choice = button(`crlm-choice${verdict ? ` is-${verdict}` : ""}`, "", () => {
      memory.only = verdict;
      redraw();
    });
    choice.append(make("span", "", words), make("span", "crlm-n", count));
    choice.setAttribute("aria-pressed", String(memory.only === verdict));
    bar.append(choice);
  }
  return bar;
};

const build = (root) => {
  const box = make("div", "crlm-verdicts");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Verdicts");
  root.replaceChildren(box);
  return { box, only: "", last: null, caseId: "" };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const top = memory.caseId === data.case ? memory.box.scrollTop : 0;
  memory.caseId = data.case;
  const visit = (element, evidence) => {
    memory.last = nextEvidence(evidence, data.note, memory.last);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const redraw = () => {
    if (!data.rules.some((rule) => rule.verdict === memory.only)) memory.only = "";
    const cards = data.rules.filter((rule) => !memory.only || rule.verdict === memory.only);
    memory.box.replaceChildren(
      drawCandidates(data.stage),
      drawCandidates(data.group),
      drawFilter(memory, data, redraw),
      ...cards.map((rule) => drawCard(rule, visit)),
    );
  };
  redraw();
  memory.box.scrollTop = top;
}
