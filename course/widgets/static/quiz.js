// The quiz: a question at a time, an explanation for whichever option was chosen, and as many tries as it takes.

function quizQuestion(question, number, config, id, onanswer) {
  const { words } = config;
  const legend = fill(words["quiz.question"], { number, total: config.questions.length });
  const options = question.options.map(({ text }, index) => ({ value: String(index), text }));
  const { group, chosen } = radios(question.text, options, `${id}-q${number}`);
  const reply = make("div", { class: "smt-reply", role: "status" });
  const check = () => {
    const value = chosen();
    if (value === null) {
      reply.replaceChildren(make("p", { class: "smt-note", text: words["quiz.choose"] }));
      return;
    }
    const { right, why } = question.options[Number(value)];
    const sign = right ? "✔ " : "✘ ";
    reply.className = `smt-reply ${right ? "smt-right" : "smt-wrong"}`;
    reply.replaceChildren(
      make("p", {}, make("strong", { text: sign + words[right ? "quiz.right" : "quiz.wrong"] }), ` ${why}`),
      make("p", { class: "smt-help", text: fill(words["quiz.source"], { source: question.source }) }),
    );
    onanswer(question.id, Number(value), right);
  };
  return make(
    "div",
    { class: "smt-question" },
    make("h4", { text: legend }),
    group,
    button(words["quiz.check"], check, { class: "smt-primary" }),
    reply,
  );
}

function renderQuiz({ model, el }) {
  const config = model.get("config");
  const id = nextViewId();
  const solved = new Set();
  const score = make("p", { class: "smt-score", role: "status" });
  const onanswer = (question, option, right) => {
    if (right) solved.add(question);
    score.textContent = fill(config.words["quiz.score"], { right: solved.size, total: config.questions.length });
    model.send({ type: "answer", question, option });
  };
  const questions = config.questions.map((question, index) => quizQuestion(question, index + 1, config, id, onanswer));
  el.replaceChildren(
    make(
      "section",
      { class: "smt smt-quiz", "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title`, text: config.words["quiz.title"] }),
      ...questions,
      score,
    ),
  );
}
