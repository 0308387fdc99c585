// The one entry: which view a model asks for.

const VIEWS = { lab: renderLab, quiz: renderQuiz, dilemma: renderDilemma };

export default {
  render(context) {
    // Older hosts give no signal: then the function that is returned ends the view.
    const end = new AbortController();
    VIEWS[context.model.get("kind")]({ ...context, signal: context.signal ?? end.signal });
    return () => end.abort();
  },
};
