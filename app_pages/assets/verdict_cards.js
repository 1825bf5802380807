// Resectability in plain words, cautions, what would settle the open rules, then the rules in groups: verdict, because (a click
// leads to the words), missing, citation.

const SHOWN = 4;
const VERDICTS = { met: "met", not_met: "not met", unknown: "unknown", not_applicable: "not applicable" };
const CONTEXT = { ...VERDICTS, met: "applying", not_met: "not applying" };

// One line of the summary; words that stand in a note lead there.
const drawAnswer = (title, { words, tone, detail = "", quote = "", evidence = [], rule }, visit, toVerdict) => {
  const line = make("div", `crlm-answer is-${tone}`);
  const face = evidence.length ? button("crlm-answer-words", words, visit) : make("span", "crlm-answer-words", words);
  const answer = make("span", "crlm-answer-body");
  answer.append(face, make("span", "crlm-answer-detail", detail));
  if (quote && quote !== words) answer.append(make("q", "crlm-answer-quote", quote));
  line.append(answerTitle(title, rule, toVerdict), answer);
  return line;
};

// What the line is about, and the rule that says it, which leads to its verdict.
const answerTitle = (title, rule, toVerdict) => {
  const head = make("span", "crlm-answer-title", title);
  head.append(" ", verdictLink(rule, toVerdict));
  return head;
};

const verdictLink = (key, toVerdict) => {
  const id = button("crlm-rule crlm-to-verdict", key.split(".")[0], () => toVerdict(key));
  id.title = "Go to the verdict of this rule";
  id.dataset.rule = key;
  return id;
};

const drawCandidates = (set, toVerdict) => {
  const line = make("div", `crlm-answer ${set.settled ? "is-settled" : "is-unknown"}`);
  const words = make("span", "crlm-candidates");
  line.append(answerTitle(set.title, set.rule, toVerdict), words);
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

const drawSummary = (data, visit, toVerdict) => {
  const card = make("section", "crlm-summary");
  const { documented, derived } = data;
  const parted = [documented.tone, derived.tone].sort().join() === "met,not_met";
  card.append(
    make("h3", "crlm-summary-title", "Resectability"),
    drawAnswer("Liver metastases", data.present, () => visit(data.present.element, data.present.evidence), toVerdict),
    drawAnswer("As documented", documented, () => visit(documented.element, documented.evidence), toVerdict),
    drawAnswer("As derived", derived, null, toVerdict),
    drawCandidates(data.stage, toVerdict),
    drawCandidates(data.group, toVerdict),
  );
  if (parted) card.append(make("p", "crlm-parted", "What is written and what the facts add up to are not the same."));
  return card;
};

// The sentences of the card; each names its rules, and a rule leads to its verdict.
const drawSentence = (sentence, toVerdict) => {
  const line = make("li", `crlm-sentence is-${sentence.verdict}`);
  line.append(make("span", "", sentence.text));
  for (const key of sentence.rules) line.append(" ", verdictLink(key, toVerdict));
  return line;
};

const drawCaseCard = (card, opened, toVerdict) => {
  const box = make("section", "crlm-case-card");
  for (const part of card.parts) {
    const rows = part.sentences.map((sentence) => drawSentence(sentence, toVerdict));
    const list = make("ul", `is-${part.part}`);
    list.append(...rows);
    box.append(make("h3", "crlm-summary-title", part.title), list, ...folded(rows, opened, part.part));
  }
  box.append(make("p", "crlm-source-age", card.source));
  return box;
};

const leadsTo = (item, name, words) => {
  const face = item.element
    ? button(name, words, () => tell("crlm:element", { element: item.element }))
    : make("span", name, words);
  return face;
};

const drawQuestions = (questions, opened) => {
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
  box.append(list, ...folded(rows, opened, "questions"));
  return box;
};

// A long list shows its beginning: each click opens ten more. `opened` keeps how many are shown when the list is drawn anew.
const folded = (items, opened, name) => {
  let shown = opened.get(name) ?? SHOWN;
  if (items.length <= shown + 1) return [];
  const more = button("crlm-more-reasons", "", () => show(shown + 10));
  const show = (count) => {
    shown = count;
    opened.set(name, count);
    items.forEach((item, at) => { item.hidden = at >= shown; });
    more.textContent = `${items.length - shown} more`;
    if (shown >= items.length) more.remove();
  };
  show(shown);
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
  if (!item.element) face.append(make("span", "crlm-gap-question", item.question)); // nowhere to enter it: somebody has to be asked
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

const reasons = (title, items, memory, rule) => {
  const box = make("div", "crlm-reasons");
  const rows = make("ul");
  rows.append(...items);
  box.append(make("div", "crlm-reasons-title", title), rows, ...folded(items, memory.opened, `${rule.key} ${title}`));
  return box;
};

const gist = (rule) => {
  if (rule.verdict !== "unknown" || !rule.missing.length) return "";
  const names = rule.missing.slice(0, 2).map((item) => item.label);
  const rest = rule.missing.length - names.length;
  return `Missing: ${names.join(", ")}${rest ? ` and ${rest} more` : ""}`;
};

const drawConclusion = (rule) => {
  const open = { unknown: "Open whether this holds: ", not_met: rule.denied ? "" : "Does not hold: " }[rule.verdict] || "";
  const lead = rule.context ? "The source says: " : open;
  return make("p", "crlm-conclusion", lead + rule.conclusion);
};

const drawParts = (parts) =>
  parts.map((part) => {
    const item = make("li", `crlm-rule-part is-${part.verdict}`);
    item.append(make("span", "crlm-proof-label", part.label), make("span", "crlm-rule-part-said", part.words));
    return item;
  });

// One line until it is opened; then what it concludes, why, what is missing, and where the source says so.
const drawCard = (memory, rule, open, { visit, toRule }) => {
  const card = make("article", `crlm-card is-${rule.verdict}`);
  card.dataset.rule = rule.key;
  const body = make("div", "crlm-card-body");
  const head = make("h4");
  const short = make("p", "crlm-gist", gist(rule));
  const toggle = button("crlm-card-head", "", () => show(!memory.open.get(rule.key)));
  const named = make("span", "crlm-card-title", rule.title);
  named.append(make("span", "crlm-rule", ` ${rule.rule}`));
  if (rule.tag) named.append(make("span", "crlm-rule crlm-outside", rule.tag));
  toggle.append(make("span", `crlm-badge is-${rule.verdict}`, rule.verdict_words), named);
  head.append(toggle);
  const show = (shown) => {
    memory.open.set(rule.key, shown);
    body.hidden = !shown;
    short.hidden = shown || !short.textContent;
    toggle.setAttribute("aria-expanded", String(shown));
  };
  if (rule.conclusion && rule.verdict !== "not_applicable") body.append(drawConclusion(rule));
  if (rule.site) body.append(make("p", "crlm-site", rule.site));
  if (rule.measure) body.append(make("p", "crlm-measure", rule.measure));
  if (rule.left.length) body.append(make("p", "crlm-measure", `${rule.left.length > 1 ? "Still possible" : "Result"}: ${rule.left.join(" or ")}`));
  if (rule.parts.length) body.append(reasons("Parts", drawParts(rule.parts), memory, rule));
  if (rule.because.length) body.append(reasons("Because", rule.because.map((item) => drawBecause(item, visit)), memory, rule));
  if (rule.missing.length) body.append(reasons(rule.verdict === "not_applicable" ? "Not told" : "Missing", rule.missing.map(drawMissing), memory, rule));
  body.append(drawCitation(rule.citation));
  body.append(button("crlm-to-rule", `Rule ${rule.rule} in full`, () => toRule(rule.key)));
  card.append(head, short, body);
  show(memory.open.get(rule.key) ?? open);
  return card;
};

const drawTally = (group) => {
  const line = make("span", "crlm-tally-line");
  const words = ["context", "warning"].includes(group.kind) ? CONTEXT : VERDICTS;
  for (const [verdict, name] of Object.entries(words)) {
    const count = group.rules.filter((rule) => rule.verdict === verdict).length;
    if (count) line.append(make("span", `crlm-count is-${verdict}`, `${count} ${name}`));
  }
  return line;
};

// A group is folded until it is opened, or while something is looked for in it; cautions stand open.
const drawGroup = (memory, group, rules, looking, leads) => {
  const box = make("section", `crlm-group is-${group.kind}`);
  box.dataset.group = group.title;
  const body = make("div", "crlm-group-body");
  const fold = button("crlm-group-head", "", () => show(body.hidden));
  fold.append(make("span", "crlm-group-title", group.title), drawTally(group));
  const show = (shown) => {
    if (shown && !body.childElementCount) body.append(...rules.map((rule) => drawCard(memory, rule, group.kind === "warning", leads)));
    body.hidden = !shown;
    fold.setAttribute("aria-expanded", String(shown));
    if (!looking) memory.unfolded.set(group.title, shown);
  };
  const head = make("h3");
  head.append(fold);
  box.append(head, body);
  show(looking || (memory.unfolded.get(group.title) ?? group.kind === "warning"));
  return box;
};

const drawGroups = (memory, data, leads) => {
  const words = wordsOf(memory.search);
  const looking = Boolean(words.length || memory.only);
  const drawn = [];
  for (const group of data.groups) {
    const rules = group.rules.filter((rule) =>
      isFound(words, rule.rule, `${rule.title} ${rule.conclusion}`) && (memory.only ? rule.verdict === memory.only : rule.verdict !== "not_applicable"));
    if (rules.length) drawn.push(drawGroup(memory, group, rules, looking, leads));
  }
  memory.list.replaceChildren(...(drawn.length ? drawn : [make("p", "crlm-none", "No rule matches.")]));
};

const drawFilter = (memory, data, redraw) => {
  const rules = data.groups.flatMap((group) => group.rules);
  const choices = [["", "All", rules.filter((rule) => rule.verdict !== "not_applicable").length]];
  for (const [verdict, words] of Object.entries(VERDICTS)) {
    const count = rules.filter((rule) => rule.verdict === verdict).length;
    if (count) choices.push([verdict, words.charAt(0).toUpperCase() + words.slice(1), count]);
  }
  if (!choices.some(([verdict]) => verdict === memory.only)) memory.only = "";
  return choices.map(([verdict, words, count]) => choice(words, count, memory.only === verdict, () => {
    memory.only = verdict;
    redraw();
  }));
};

// Unfolds the group of a rule, opens its card and goes there: the way back from the page of rules.
const reveal = (memory, data, key, redraw) => {
  const group = data.groups.find((one) => one.rules.some((rule) => rule.key === key));
  if (!group) return;
  const rule = group.rules.find((one) => one.key === key);
  memory.search.value = "";
  memory.only = rule.verdict === "not_applicable" ? rule.verdict : "";
  memory.unfolded.set(group.title, true);
  memory.open.set(key, true);
  redraw();
  const card = memory.list.querySelector(`[data-rule="${CSS.escape(key)}"]`);
  card.querySelector("button").focus({ preventScroll: true });
  scrollTo(memory.box, card);
  flash([card]);
};

const build = (root) => {
  const box = make("div", "crlm-verdicts");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Verdicts");
  const search = make("input", "crlm-search");
  search.type = "search";
  search.placeholder = "Search rules: a word or R02";
  search.setAttribute("aria-label", "Search rules");
  const choices = make("div", "crlm-choices");
  choices.setAttribute("role", "group");
  choices.setAttribute("aria-label", "Show rules by verdict");
  const bar = make("div", "crlm-filter");
  bar.append(search, choices);
  const top = make("div");
  const list = make("div", "crlm-groups");
  box.append(top, bar, list);
  root.replaceChildren(box);
  return { box, top, search, choices, list, only: "", last: null, caseId: "", open: new Map(), unfolded: new Map(), opened: new Map() };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const same = memory.caseId === data.case;
  const top = same ? memory.box.scrollTop : 0;
  if (!same) [memory.open, memory.opened] = [new Map(), new Map()];
  memory.caseId = data.case;
  const visit = (element, evidence) => {
    memory.last = nextEvidence(evidence, data.note, memory.last);
    goTo(memory.last, element, data.note, setTriggerValue);
  };
  const toVerdict = (key) => reveal(memory, data, key, redraw);
  const leads = { visit, toRule: (key) => setTriggerValue("rule", key) };
  const redraw = () => keepFocus(memory.box, () => {
    memory.choices.replaceChildren(...drawFilter(memory, data, redraw));
    drawGroups(memory, data, leads);
  });
  keepFocus(memory.box, () => {
    memory.top.replaceChildren(
      drawSummary(data, visit, toVerdict),
      drawCaseCard(data.card, memory.opened, toVerdict),
      ...(data.questions.length ? [drawQuestions(data.questions, memory.opened)] : []),
    );
    redraw();
  });
  memory.search.oninput = redraw;
  memory.box.scrollTop = top;
  if (data.shown && memory.shown !== data.shown) reveal(memory, data, data.shown, redraw);
  memory.shown = data.shown;
}
