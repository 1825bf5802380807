// The editor within a row: one control for each kind of data element, a reason, and the words selected as evidence.

const option = (value, words) => {
  const node = make("option", "", words);
  node.value = value;
  return node;
};

const named = (words, control) => {
  const label = make("label", "crlm-field");
  label.append(make("span", "crlm-field-name", words), control);
  return label;
};

const typed = (name, value, width) => {
  const input = make("input", name);
  input.type = "text";
  input.value = value ?? "";
  input.style.width = width;
  input.autocomplete = "off";
  return input;
};

const chosenOf = (words, empty, options, value) => {
  const select = make("select", "crlm-select");
  select.append(option("", empty), ...options.map(([code, shown]) => option(code, shown)));
  select.value = value ?? "";
  select.setAttribute("aria-label", words);
  return select;
};

// Kind of element -> its controls and how to read them.
const CONTROLS = {
  category: (label, about, seen) => {
    const select = chosenOf(label, "choose", about.values, seen);
    return { nodes: [select], read: () => select.value };
  },
  number: (label, about, seen) => {
    const input = typed("crlm-input", seen, "6rem");
    input.inputMode = "decimal";
    input.setAttribute("aria-label", about.unit ? `${label} in ${about.unit}` : label);
    return { nodes: [input, make("span", "crlm-unit", about.unit)], read: () => input.value };
  },
  list: (label, about, seen) => {
    const boxes = about.values.map(([code, words]) => {
      const box = make("input");
      box.type = "checkbox";
      box.value = code;
      box.checked = (seen || []).includes(code);
      const choice = make("label", "crlm-check");
      choice.append(box, make("span", "", words));
      return [box, choice];
    });
    const group = make("div", "crlm-checks");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    group.append(...boxes.map(([, choice]) => choice));
    return { nodes: [group], read: () => boxes.filter(([box]) => box.checked).map(([box]) => box.value) };
  },
  map: (label, about, seen) => {
    const sites = about.sites.map(([site, words]) => [site, words, chosenOf(`${label}: ${words}`, "-", about.values, seen?.[site])]);
    const group = make("div", "crlm-sites");
    group.append(...sites.map(([, words, select]) => named(words, select)));
    return {
      nodes: [group],
      read: () => Object.fromEntries(sites.filter(([, , select]) => select.value).map(([site, , select]) => [site, select.value])),
    };
  },
  count: (label, about, seen) => {
    const least = typed("crlm-input", seen?.min, "3.5rem");
    const most = typed("crlm-input", seen?.max, "3.5rem");
    const many = make("input");
    many.type = "checkbox";
    many.checked = Boolean(seen?.innumerable);
    const choice = make("label", "crlm-check");
    choice.append(many, make("span", "", "too many to count"));
    let together = least.value === most.value;
    // One number is typed once: the most follows the least until it is set by hand.
    least.addEventListener("input", () => together && (most.value = least.value));
    most.addEventListener("input", () => (together = false));
    many.addEventListener("change", () => many.checked && (most.value = ""));
    return {
      nodes: [named("at least", least), named("at most, empty: open", most), choice],
      read: () => ({ min: least.value, max: most.value, innumerable: many.checked }),
    };
  },
};
CONTROLS.integer = CONTROLS.number;
CONTROLS.date = (label, about, seen) => {
  const input = typed("crlm-input", seen, "8rem");
  input.placeholder = "2024-03-14";
  input.setAttribute("aria-label", label);
  return { nodes: [input, make("span", "crlm-unit", "or 2024-03, or 2024")], read: () => input.value };
};

const drawEvidence = (line, editor) => {
  const place = editor.evidence;
  line.replaceChildren();
  if (!place) {
    line.append(make("span", "crlm-hint", "Select words in the note to give evidence."));
    return;
  }
  line.append(make("span", "crlm-field-name", "Evidence"), make("q", "crlm-quoted", place.text), make("span", "crlm-date", place.where));
  line.append(button("crlm-small", "Remove", () => {
    editor.evidence = null;
    drawEvidence(line, editor);
  }));
};

const form = (label, onSave, onCancel) => {
  const box = make("div", "crlm-editor");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
  box.addEventListener("click", (event) => event.stopPropagation());
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && event.target.tagName !== "BUTTON" && !event.isComposing) {
      event.preventDefault();
      onSave();
    }
  });
  return box;
};

const ending = (words, onSave, onCancel) => {
  const line = make("div", "crlm-editor-end");
  const save = button("crlm-act is-main", words, onSave);
  save.append(make("kbd", "", "Enter"));
  const cancel = button("crlm-act", "Cancel", onCancel);
  cancel.append(make("kbd", "", "Esc"));
  line.append(save, cancel);
  return line;
};

// Opens on a row: `about` is the kind of its element, `onSave` gets {value, reason, evidence}.
const valueEditor = (row, about, evidence, onSave, onCancel, what = ["Correct", "Reason, if you want"]) => {
  const editor = { element: row.element, evidence };
  const control = CONTROLS[about.kind](row.label, about, row.seen);
  const reason = typed("crlm-input crlm-reason-input", "", "100%");
  const save = () => onSave({ value: control.read(), reason: reason.value, evidence: editor.evidence });
  editor.node = form(`${what[0]} ${row.label}`, save, onCancel);
  const line = make("div", "crlm-controls");
  line.append(...control.nodes);
  const words = make("div", "crlm-evidence-line");
  drawEvidence(words, editor);
  editor.error = make("p", "crlm-error");
  editor.error.setAttribute("role", "alert");
  editor.node.append(line, named(what[1], reason), words, editor.error, ending("Save", save, onCancel));
  editor.enter = () => editor.node.querySelector("input, select").focus();
  editor.use = (place) => {
    editor.evidence = place;
    drawEvidence(words, editor);
  };
  return editor;
};

// A query that stays open until it is answered, or a comment; on a row with an open query, the answer to it.
const wordsEditor = (row, onSave, onCancel) => {
  const editor = { element: row.element, evidence: null };
  const text = typed("crlm-input crlm-reason-input", "", "100%");
  const kind = chosenOf("What it is", "query", [["comment", "comment"]], "");
  const save = () => onSave({ action: row.asked ? "answer" : kind.value || "query", reason: text.value });
  const title = row.asked ? `Answer the query on ${row.label}` : `Ask or say something on ${row.label}`;
  editor.node = form(title, save, onCancel);
  editor.error = make("p", "crlm-error");
  editor.error.setAttribute("role", "alert");
  const line = make("div", "crlm-controls");
  line.append(...(row.asked ? [] : [kind]), named(row.asked ? "Answer" : "What do you want to ask or say?", text));
  editor.node.append(line, editor.error, ending(row.asked ? "Answer" : "Save", save, onCancel));
  editor.enter = () => text.focus();
  return editor;
};
