// The progress view: asks the kernel when it comes into sight or under the pointer, so that a notebook stores nothing of the learner's.

/** A bar for the eye; the words beside it say the same. */
function bar(share) {
  const filled = make("span", {});
  filled.style.width = `${100 * share}%`;
  return make("span", { class: "smt-bar", "aria-hidden": "true" }, filled);
}

/** How far each lesson is: a row for each. */
function standingsTable({ words, lessons }) {
  const row = ({ title, share, done, time }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", text: title }),
      make("td", {}, bar(share), make("span", { text: done })),
      make("td", { text: time }),
    );
  const head = ["lesson", "done", "time"].map((name) => make("th", { scope: "col", text: words[name] }));
  const table = make(
    "table",
    { class: "smt-standings" },
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...lessons.map(row)),
  );
  return make("div", { class: "smt-scroll", tabindex: "0", role: "region", "aria-label": words.done }, table);
}

/** What is left of each lesson, under its title where there are several. */
const leftOver = (lessons) =>
  lessons.flatMap(({ title, left }) => [
    ...(lessons.length > 1 ? [make("h5", { text: title })] : []),
    make("ul", {}, ...left.map((text) => make("li", { text }))),
  ]);

function renderProgress({ model, el, signal }) {
  const { words } = model.get("config");
  const id = nextViewId();
  const body = make("div", {}, make("p", { text: words.static }));
  let shown = null;
  const ask = () => model.send({ type: "progress" });
  const section = make(
    "section",
    { class: "smt smt-progress", "aria-labelledby": `${id}-title`, onpointerenter: ask },
    make("h3", { id: `${id}-title`, text: words.title }),
    body,
  );
  el.replaceChildren(section);

  const show = (message) => {
    if (message.type !== "progress") return;
    const { lessons, bets } = message;
    const news = JSON.stringify(message);
    if (news === shown) return;
    shown = news;
    const { header, rows } = bets;
    body.replaceChildren(
      standingsTable({ words, lessons }),
      make("h4", { text: words.left }),
      ...leftOver(lessons),
      make("h4", { text: words.bets }),
      rows.length ? dataTable(words.bets, header, rows) : make("p", { text: words.none }),
    );
  };
  model.on("msg:custom", show);
  const sight = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && ask());
  sight.observe(section);
  signal.addEventListener("abort", () => {
    sight.disconnect();
    model.off("msg:custom", show);
  });
}
