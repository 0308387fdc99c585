// Small helpers for building the views. The files of this folder are joined in the order that
// `course/widgets/base.py` names; each only defines functions, and `main.js` exports the one entry.

const VIEW_COUNT = Symbol.for("styra-med-tillit.views");

/**
 * Number views, not models: a lab shown twice must not share ids. Counted for the whole page, since every model
 * loads this module anew, and labels and radio buttons with another view's id would point there.
 */
function nextViewId() {
  globalThis[VIEW_COUNT] = (globalThis[VIEW_COUNT] ?? 0) + 1;
  return `smt${globalThis[VIEW_COUNT]}`;
}

/**
 * Make an element. Attributes whose name starts with "on" are listeners; `text` is its text.
 * Whatever can take focus gets the attribute that keeps the notebook's shortcuts away from its keys.
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  if (["input", "textarea", "select", "button", "summary"].includes(tag) || "tabindex" in attributes) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Fill {name} fields of a text. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A paragraph per line. */
const paragraphs = (text) => text.split("\n").filter(Boolean).map((line) => make("p", { text: line }));

/** A list item per line. */
const list = (text) =>
  make("ul", {}, ...text.split("\n").filter(Boolean).map((line) => make("li", { text: line })));

/** A folded part. `fillIn` is called with the body when it is first opened. */
function folded(label, fillIn) {
  const body = make("div", { class: "smt-folded" });
  const details = make("details", {}, make("summary", { text: label }), body);
  details.addEventListener("toggle", () => {
    if (details.open && !body.hasChildNodes()) fillIn(body);
  });
  return details;
}

/** Whether a cell holds a figure, which is set to the right. */
const isFigure = (text) => /^[\d\s.,+−%–]+$/.test(text);

/** A table with headings; columns of figures are set to the right; wide ones scroll in their own box, by keyboard too. */
function dataTable(label, header, rows) {
  const figures = header.map((_, column) => column > 0 && rows.every((row) => isFigure(row[column])));
  const side = (column) => (figures[column] ? "smt-figure" : false);
  const cell = (text, column) =>
    column ? make("td", { text, class: side(column) }) : make("th", { scope: "row", text });
  const head = header.map((text, column) => make("th", { scope: "col", text, class: side(column) }));
  const table = make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))),
  );
  return make("div", { class: "smt-scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

/** A group of radio buttons under a legend. `chosen()` gives the picked value, or null. */
function radios(legend, options, name, picked = null) {
  const inputs = options.map(({ value, text }, index) => {
    const id = `${name}-${index}`;
    const input = make("input", { type: "radio", id, name, value });
    input.checked = value === picked;
    return [input, make("div", { class: "smt-option" }, input, make("label", { for: id, text }))];
  });
  const group = make("fieldset", {}, make("legend", { text: legend }), ...inputs.map(([, row]) => row));
  return { group, chosen: () => inputs.find(([input]) => input.checked)?.[0].value ?? null };
}

/** A button that never submits anything. */
const button = (text, onclick, attributes = {}) => make("button", { type: "button", text, onclick, ...attributes });
