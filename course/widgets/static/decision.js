// The decision log: what was decided and why, kept by the kernel in a file of the learner's own.

/** How long the page listens for the answer to a saved log, in milliseconds: a busy kernel answers late. */
const LISTENING = 3600000;

/**
 * What is written but not saved, so that running the cell again, or loading the page again, loses no text.
 * It lives as long as the browser's tab, and a browser that keeps nothing forgets it.
 */
function draftOf(config) {
  const key = `styra-med-tillit.draft.${config.id}`;
  const attempt = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    read: () => attempt(() => JSON.parse(sessionStorage.getItem(key))) ?? {},
    write: (draft) => attempt(() => sessionStorage.setItem(key, JSON.stringify(draft))),
  };
}

/** A box to write in, under its label and above its help. */
function writingBox(tag, id, label, help, value, oninput) {
  // JupyterLab takes Enter for itself, whatever the attribute that keeps its shortcuts away says.
  const onkeydown = (event) => event.key === "Enter" && event.stopPropagation();
  const box = make(tag, { id, "aria-describedby": `${id}-help`, oninput, onkeydown });
  box.value = value ?? "";
  const row = make("div", { class: "smt-writing" }, make("label", { for: id, text: label }), box);
  row.append(make("p", { class: "smt-help", id: `${id}-help`, text: help }));
  return { row, box };
}

/** The folded part. `values()` gives what the controls stand at, `ask(content, patience)` the kernel's reply or null. */
function decisionPart(config, id, values, ask) {
  const { words } = config;
  const word = (name) => words[`view.decision${name && `.${name}`}`];
  const draft = draftOf(config);

  return folded(word(""), (body) => {
    const keep = () => draft.write({ reflection: reflection.box.value, who: who.box.value });
    const before = draft.read();
    const name = `${id}-decision`;
    const reflection = writingBox("textarea", name, word("reflection"), word("reflection.help"), before.reflection, keep);
    reflection.box.rows = 5;
    const who = writingBox("input", `${name}-who`, word("who"), word("who.help"), before.who, keep);
    who.box.autocomplete = "name";
    const status = make("p", { role: "status" });
    const tell = (text, saved) => {
      status.className = saved ? "smt-saved" : "smt-note";
      status.textContent = text;
    };
    let busy = false;
    const save = async () => {
      if (busy) return;
      busy = true;
      status.textContent = "";
      const text = reflection.box.value;
      const silence = setTimeout(() => tell(words["view.no_kernel"], false), PATIENCE);
      const content = { type: "decide", params: values(), reflection: text, who: who.box.value };
      // Where the kernel has been started anew, the page cannot even ask.
      const reply = await ask(content, LISTENING).catch(() => null);
      clearTimeout(silence);
      busy = false;
      tell(reply?.text ?? words["view.no_kernel"], reply?.saved);
      // What was written while the file was being saved is not in it.
      if (reply?.saved && reflection.box.value === text) {
        reflection.box.value = "";
        keep();
      }
    };
    body.append(make("p", { text: word("about") }), reflection.row, who.row, button(word("save"), save), status);
  });
}
