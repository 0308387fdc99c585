// The one entry: which view a model asks for, and what every view does.

const VIEWS = { lab: renderLab, quiz: renderQuiz, dilemma: renderDilemma, progress: renderProgress };

/** Show what the kernel has to tell about the learner's record, such as that nothing can be saved. */
function showNews({ model, el, signal }) {
  const hear = ({ type, text }) => {
    if (type === "notice") el.firstElementChild.append(make("p", { class: "smt-note", role: "alert", text }));
  };
  model.on("msg:custom", hear);
  signal.addEventListener("abort", () => model.off("msg:custom", hear));
}

export default {
  render(context) {
    // Older hosts give no signal: then the function that is returned ends the view.
    const end = new AbortController();
    const view = { ...context, signal: context.signal ?? end.signal };
    VIEWS[context.model.get("kind")](view);
    showNews(view);
    timeView(view);
    return () => end.abort();
  },
};
