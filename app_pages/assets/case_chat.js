// The conversation about the open case: what was said, the places it cites, cards that wait, and the line to ask in.

// A number in brackets stands for a place in a note, but not within a quote of the source, which has its own.
const NUMBERS = /“[^”]*”|\[(\d+)\]/g;

const drawCite = (number, cites, visit) => {
  const cite = cites[number - 1];
  if (!cite?.mention) return "";
  const link = button("crlm-cite", number, () => visit(cite));
  link.title = `${cite.label}: ${cite.quote}`;
  link.setAttribute("aria-label", `Place ${number}, ${cite.label}: ${cite.quote}`);
  return link;
};

const drawLine = (words, cites, visit) => {
  const line = make("p", "crlm-chat-line");
  let from = 0;
  for (const found of words.matchAll(NUMBERS)) {
    if (!found[1]) continue;
    line.append(words.slice(from, found.index), drawCite(Number(found[1]), cites, visit));
    from = found.index + found[0].length;
  }
  line.append(words.slice(from));
  if (words.startsWith("- ")) line.classList.add("is-item");
  return line;
};

// What the card shows itself is not told a second time above it.
const isTold = (line, card) =>
  line.startsWith("Effect: ") || line.startsWith("Nothing is written") || card.decisions.some((one) => line.startsWith(`${one.label}: ${one.from} → `));

const drawCard = (turn, visit, act) => {
  const card = make("div", `crlm-proposal${turn.waits ? " is-waiting" : ""}`);
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "Proposed correction");
  for (const one of turn.card.decisions) {
    const row = make("div", "crlm-proposed");
    row.append(make("strong", "", one.label), make("del", "", one.from), make("ins", "", one.to), ...one.cites.map((number) => drawCite(number, turn.cites, visit)));
    card.append(row);
  }
  const list = make("ul", "crlm-effects");
  list.append(...turn.card.effect.map((line) => make("li", "", line)));
  card.append(list);
  if (!turn.waits) card.append(make("p", "crlm-settled", "Settled"));
  else {
    const bar = make("div", "crlm-choices");
    const apply = button("crlm-act is-main", "Apply", () => act(turn.card.id, "apply"));
    const discard = button("crlm-act", "Discard", () => act(turn.card.id, "discard"));
    bar.append(apply, discard);
    card.append(bar);
  }
  return card;
};

const drawAnswer = (turn, visit, act) => {
  const answer = make("div", `crlm-said-back${turn.understood ? "" : " is-lost"}`);
  const lines = turn.text.split("\n").filter((line) => !turn.card || !isTold(line, turn.card));
  answer.append(...lines.map((line) => drawLine(line, turn.cites, visit)));
  if (turn.card) answer.append(drawCard(turn, visit, act));
  return answer;
};

const drawTurns = (memory, data, visit, act) => {
  const nodes = [];
  if (data.earlier) nodes.push(make("p", "crlm-chat-earlier", `${data.earlier} earlier turns are kept in the registry.`));
  if (!data.turns.length) nodes.push(drawAnswer(data.opening, visit, act));
  for (const turn of data.turns) {
    const asked = make("p", "crlm-asked", turn.question);
    asked.title = `${turn.who}, ${turn.when} UTC`;
    nodes.push(asked, drawAnswer(turn, visit, act));
  }
  if (memory.waiting) nodes.push(make("p", "crlm-asked", memory.waiting), make("p", "crlm-chat-wait", "Reading the notes …"));
  if (data.refusal) nodes.push(make("p", "crlm-chat-refusal", data.refusal));
  memory.turns.replaceChildren(...nodes);
};

const build = (root) => {
  const box = make("div", "crlm-chat");
  const turns = make("div", "crlm-turns");
  turns.tabIndex = 0;
  turns.setAttribute("role", "log");
  turns.setAttribute("aria-label", "Conversation about this case");
  const offers = make("div", "crlm-offers");
  offers.setAttribute("role", "group");
  offers.setAttribute("aria-label", "Questions to ask");
  const form = make("form", "crlm-ask-line");
  const input = make("input", "crlm-input crlm-ask-input");
  input.placeholder = "Ask, or correct: lesion count is 3";
  input.setAttribute("aria-label", "Ask about this case, or correct it");
  input.maxLength = 500;
  const send = make("button", "crlm-act is-main", "Ask");
  form.append(input, send);
  box.append(turns, offers, form);
  root.replaceChildren(box);
  return { box, turns, offers, form, input, waiting: "", count: -1, case: "" };
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".crlm-root");
  const memory = remember(root, () => build(root));
  const newest = data.turns.at(-1)?.id ?? 0;
  const grown = newest !== memory.count || data.case !== memory.case || data.refusal;
  if (grown) memory.waiting = "";
  if (data.case !== memory.case) memory.input.value = "";

  const visit = (cite) => {
    const place = { note: cite.note, mention: cite.mention };
    const shown = [...document.querySelectorAll(".crlm-mark")].some((node) => node.dataset.ids.split(" ").includes(cite.mention));
    if (shown) goTo(place, cite.element, data.note, setTriggerValue);
    else setTriggerValue("open", { ...place, element: cite.element }); // the page marks the place first
  };
  const act = (card, what) => setTriggerValue("act", { case: data.case, card, what });
  const redraw = () => keepFocus(memory.turns, () => drawTurns(memory, data, visit, act));
  const ask = (words) => {
    const text = words.trim();
    if (!text || memory.waiting) return;
    memory.waiting = text;
    memory.input.value = "";
    redraw();
    memory.turns.scrollTop = memory.turns.scrollHeight;
    setTriggerValue("ask", { case: data.case, text });
  };

  redraw();
  memory.offers.replaceChildren(...data.suggestions.map((words) => button("crlm-offer", words, () => ask(words))));
  if (grown) {
    memory.turns.scrollTop = memory.turns.scrollHeight;
  }
  memory.count = newest;
  memory.case = data.case;
  const off = fresh(memory);
  memory.form.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      ask(memory.input.value);
    },
    { signal: off.signal },
  );
}
