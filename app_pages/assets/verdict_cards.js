// Resectability in plain words, what would settle it, then the rules: verdict, because (a click leads to the words), missing, citation.

const SHOWN = 4;
const ORDER = ["met", "not_met", "unknown", "not_applicable"];

// One line of the summary; words that stand in a note lead there.
const drawAnswer = (title, { words, tone, detail = "", evidence = [] }, visit) => {
  const line = make("div", `crlm-answer is-${tone}`);
  const face = evidence.length ? button("crlm-answer-words", words, visit) : make("span", "crlm-answer-words", words);
  const answer = make("span", "crlm-answer-body");
  answer.append(face, make("span", "crlm-answer-detail", detail));
  line.append(make("span", "crlm-answer-title", title), answer);
  return line;
};

const drawCandidates = (set) => {
  const line = make("div", `crlm-answer ${set.settled ? "is-settled" : "is-unknown"}`);
  const words = make("span", "crlm-candidates");
  line.append(make("span", "crlm-answer-title", set.title), words);
  if (!set.items.length) words.append(make("span", "crlm-open", "none: no liver metastases"));
  else if (!set.settled && !set.narrowed) words.append(make("span", "crlm-open", "open: nothing is ruled out yet"));
  else {
    if (!set.settled) words.append(make("span", "crlm-open", "open, one of:"));
    for (const item of set.items) {
      const one = make("span", "crlm-candidate");
      one.append(make("strong", "crlm-code", item.code), make("span", "", item.words));
      words.append(one);
    }
  }
  return line;
};

const drawSummary = (data, visit) => {
  const card = make("section", "crlm-summary");
  const { documented, derived } = data;
  const parted = [documented.tone, derived.tone].sort().join() === "met,not_met";
  card.append(
    make("h3", "crlm-summary-title", "Resectability"),
    drawAnswer("As documented", documented, () => visit(documented.element, documented.evidence)),
    drawAnswer("As derived", derived),
    drawCandidates(data.stage),
    drawCandidates(data.group),
  );
  if (parted) card.append(make("p", "crlm-parted", "What is written and what the facts add up to are not the same."));
  return card;
};

const leadsTo = (item, name, words) => {
  const face = item.element
    ? button(name, words, () => tell("crlm:element", { element: item.element }))
    : make("span", name, words);
  return face;
};

const drawQuestions = (questions) => {
  const box = make("section", "crlm-questions");
  box.append(make("h3", "crlm-summary-title", "What would settle the open rules"));
  const rows = questions.map((item) => {
    const line = make("li", "crlm-question");
    const waiting = make("span", "crlm-rule", item.rules.length === 1 ? "1 rule" : `${item.rules.length} rules`);
    waiting.title = item.rules.join(", ");
    const ask = leadsTo(item, "crlm-ask", item.question);
    ask.title = `${item.label}: ${item.reason}`;
    line.append(ask, waiting);
    return line;
  });
  const list = make("ul");
  list.append(...rows);
  box.append(list, ...folded(rows));
  return box;
};

// A long list shows its beginning: the rest opens on demand.
const folded = (items) => {
  if (items.length <= SHOWN + 1) return [];
  const rest = items.slice(SHOWN);
  for (const item of rest) item.hidden = true;
  const more = button("crlm-more-reasons", `${rest.length} more`, () => {
    for (const item of rest) item.hidden = false;
    more.remove();
  });
  return [more];
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
  const face = leadsTo(item, "crlm-gap");
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

const reasons = (title, items) => {
  const box = make("div", "crlm-reasons");
  const rows = make("ul");
  rows.append(...items);
  box.append(make("div", "crlm-reasons-title", title), rows, ...folded(items));
  return box;
};

const gist = (rule) => {
  if (rule.verdict !== "unknown" || !rule.missing.length) return "";
  const names = rule.missing.slice(0, 2).map((item) => item.label);
  const rest = rule.missing.length - names.length;
  return `Missing: ${names.join(", ")}${rest ? ` and ${rest} more` : ""}`;
};

// What is decided shows its reasons; what is open or does not apply shows one line until it is opened.
const drawCard = (memory, rule, visit) => {
  const key = `${rule.rule}.${rule.track}`;
  const card = make("article", `crlm-card is-${rule.verdict}`);
  card.dataset.rule = rule.rule;
  card.dataset.track = rule.track;
  const body = make("div", "crlm-card-body");
  const head = make("h4");
  const short = make("p", "crlm-gist", gist(rule));
  const toggle = button("crlm-card-head", "", () => show(!memory.open.get(key)));
  const named = make("span", "crlm-card-title", rule.title);
  named.append(make("span", "crlm-rule", ` ${rule.rule}`));
  toggle.append(make("span", `crlm-badge is-${rule.verdict}`, rule.verdict_words), named);
  head.append(toggle);
  const show = (open) => {
    memory.open.set(key, open);
    body.hidden = !open;
    short.hidden = open || !short.textContent;
    toggle.setAttribute("aria-expanded", String(open));
  };
  if (rule.conclusion && rule.verdict !== "not_applicable") {
    const lead = { unknown: "Open whether this holds: ", not_met: "Does not hold: " }[rule.verdict] || "";
    body.append(make("p", "crlm-conclusion", lead + rule.conclusion));
  }
  if (rule.because.length) body.append(reasons("Because", rule.because.map((item) => drawBecause(item, visit))));
  if (rule.missing.length) body.append(reasons("Missing", rule.missing.map(drawMissing)));
  body.append(drawCitation(rule.citation));
  card.append(head, short, body);
  show(memory.open.get(key) ?? (rule.verdict === "met" || rule.verdict === "not_met"));
  return card;
};

const drawFilter = (memory, data, redraw) => {
  const bar = make("div", "crlm-filter");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show rules by verdict");
  const choices = [["", "All rules", data.rules.length]];
  for (const verdict of ORDER) {
    const of = data.rules.filter((rule) => rule.verdict === verdict);
    if (of.length) choices.push([verdict, of[0].verdict_words, of.length]);
  }
  for (const [verdict, words, count] of choices) {
    bar.append(choice(words, count, memory.only === verdict, () => {
      memory.only = verdict;
      redraw();
    }));
  }
  return bar;
};

const build = (root) => {
  const box = make("div", "crlm-verdicts");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Verdicts");
  root.replaceChildren(box);
  return { box, only: "", last: null, caseId: "", open: new Map() };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) memory.open = new Map();
  memory.caseId = data.case;
  const visit = (element, evidence) => {
    memory.last = nextEvidence(evidence, data.note, memory.last);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const redraw = () => {
    if (!data.rules.some((rule) => rule.verdict === memory.only)) memory.only = "";
    const of = (verdict) => data.rules.filter((rule) => rule.verdict === verdict && (!memory.only || memory.only === verdict));
    keepFocus(memory.box, () => memory.box.replaceChildren(
      drawSummary(data, visit),
      ...(data.questions.length ? [drawQuestions(data.questions)] : []),
      drawFilter(memory, data, redraw),
      ...ORDER.flatMap(of).map((rule) => drawCard(memory, rule, visit)),
    ));
  };
  redraw();
  memory.box.scrollTop = top;
}
