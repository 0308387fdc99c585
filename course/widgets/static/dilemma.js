// The dilemma: choose without an answer key, then see who gains and who loses in the lab's model.

function renderDilemma({ model, el }) {
  const config = model.get("config");
  const { words } = config;
  const id = nextViewId();
  const options = config.options.map(({ id: value, text }) => ({ value, text }));
  const { group, chosen } = radios(config.question, options, `${id}-option`);
  const outcome = make("div", { role: "status" });
  const decide = () => {
    const choice = chosen();
    if (choice === null) {
      outcome.replaceChildren(make("p", { class: "smt-note", text: words["dilemma.choose"] }));
      return;
    }
    const { header, rows } = config.table;
    outcome.replaceChildren(
      make("p", { text: config.verdicts[choice] }),
      dataTable(words["dilemma.decide"], header, rows),
    );
    model.send({ type: "choose", option: choice });
  };
  el.replaceChildren(
    make(
      "section",
      { class: "smt smt-dilemma", "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title`, text: config.title }),
      ...paragraphs(config.story),
      make("p", { class: "smt-help", text: words["dilemma.no_key"] }),
      group,
      button(words["dilemma.decide"], decide, { class: "smt-primary" }),
      outcome,
    ),
  );
}
