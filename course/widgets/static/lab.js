// The lab: prediction first, then controls, a live chart, a sentence that says what happened, and folded parts.

/** How long the lab waits for the kernel before it says that nobody answers, in milliseconds. */
const PATIENCE = 2000;
/** How long the controls must rest before a screen reader is told the new summary, in milliseconds. */
const REST = 600;

/** Write a slider's value as the learner's language does, with its unit. */
function shownValue(control, value, lang) {
  const digits = { minimumFractionDigits: control.decimals, maximumFractionDigits: control.decimals };
  const number = new Intl.NumberFormat(lang, control.percent ? { ...digits, style: "percent" } : digits).format(value);
  // A minus sign, as in the summary: English has a hyphen here.
  return `${number.replace("-", "\u2212")} ${control.unit}`;
}

/** One control from its declaration: {row, value(), set(value)}. */
function makeControl(control, id, lang, onchange) {
  const help = make("p", { class: "smt-help", id: `${id}-help`, text: control.help });
  const label = make("label", { for: id, text: control.label });
  const common = { id, "aria-describedby": `${id}-help` };
  if (control.kind === "slider") {
    const { low, high, step } = control;
    const input = make("input", { type: "range", min: low, max: high, step, ...common });
    const output = make("output", { for: id, "aria-live": "off" });
    const show = () => {
      output.textContent = shownValue(control, input.valueAsNumber, lang);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => {
      show();
      onchange();
    });
    const set = (value) => {
      input.value = value;
      show();
    };
    set(control.start);
    const row = make("div", { class: "smt-control" }, label, output, input, help);
    return { row, value: () => Number(input.valueAsNumber.toFixed(6)), set };
  }
  if (control.kind === "switch") {
    const input = make("input", { type: "checkbox", onchange, ...common });
    input.checked = control.start;
    const row = make("div", { class: "smt-control smt-switch" }, input, label, help);
    return { row, value: () => input.checked, set: (value) => (input.checked = value) };
  }
  const options = control.options.map(({ value, text }) => make("option", { value, text }));
  const select = make("select", { onchange, ...common }, ...options);
  select.value = control.start;
  const row = make("div", { class: "smt-control" }, label, select, help);
  return { row, value: () => select.value, set: (value) => (select.value = value) };
}

/** The questions before the controls unlock; afterwards the learner's bet and a button that shows the case. */
function predictionPart(config, model, words, id, { lock, unlock, play }) {
  const part = make("div", { class: "smt-predict" });

  function ask() {
    const questions = config.predictions.map((prediction) => ({
      prediction,
      ...radios(prediction.question, prediction.options, `${id}-${prediction.id}`),
    }));
    const note = make("p", { class: "smt-note", role: "alert" });
    const answer = (answers) => {
      model.send({ type: "predict", answers });
      unlock();
      meet(answers);
      part.querySelector("[tabindex], button")?.focus();
    };
    const answerAll = () => {
      const entries = questions.map(({ prediction, chosen }) => [prediction.id, chosen()]);
      if (entries.some(([, value]) => value === null)) note.textContent = words["predict.missing"];
      else answer(Object.fromEntries(entries));
    };
    part.replaceChildren(
      make("h4", { text: words["predict.title"] }),
      make("p", { text: words["predict.why"] }),
      ...questions.map(({ group }) => group),
      make(
        "div",
        { class: "smt-buttons" },
        button(words["predict.lock"], answerAll, { class: "smt-primary" }),
        button(words["predict.skip"], () => answer(null)),
      ),
      note,
    );
  }

  function meet(answers) {
    const bets = config.predictions.map((prediction) => {
      const text = (value) => prediction.options.find((option) => option.value === value)?.text ?? "";
      const verdict = make("p", { class: "smt-verdict", role: "status" });
      const yours = answers ? fill(words["predict.yours"], { answer: text(answers[prediction.id]) }) : "";
      const show = async () => {
        const reply = await play(prediction);
        if (!reply) return;
        const same = answers && reply.option === answers[prediction.id];
        const line = fill(words[same ? "predict.right" : "predict.wrong"], { answer: text(reply.option) });
        verdict.textContent = answers && !same ? `${line} ${words["predict.ask"]}` : line;
      };
      return make(
        "div",
        { class: "smt-bet" },
        make("p", { text: prediction.question }),
        yours ? make("p", { class: "smt-yours", text: yours }) : null,
        button(words["predict.show"], show),
        verdict,
      );
    });
    const heading = answers ? words["predict.title"] : words["predict.skipped"];
    const again = button(words["predict.again"], () => {
      lock();
      ask();
      part.querySelector("input").focus();
    });
    part.replaceChildren(make(answers ? "h4" : "p", { text: heading }), ...bets, again);
  }

  if (config.answered) meet(config.answered.answers);
  else ask();
  return part;
}

/** Ask the kernel, one run at a time, always for the newest values; answers come to the callbacks. */
function kernelLine(model, signal, { onresult, onrefused, onsilent }) {
  let inFlight = null;
  let waiting = null;
  let count = 0;
  const replies = new Map();

  function settle(message) {
    if (inFlight && message.id === inFlight.id) {
      clearTimeout(inFlight.timer);
      inFlight = null;
      if (waiting) {
        const next = waiting;
        waiting = null;
        run(next);
      }
    }
  }
  function run(content) {
    if (inFlight) {
      waiting = content;
      return;
    }
    const id = ++count;
    const timer = setTimeout(() => {
      inFlight = null;
      waiting = null;
      onsilent();
    }, PATIENCE);
    inFlight = { id, timer };
    model.send({ ...content, type: "run", id });
  }
  /** Send and wait for the one reply of this kind; null if nobody answers. */
  function ask(content, patience = PATIENCE) {
    return new Promise((resolve) => {
      const id = ++count;
      const timer = setTimeout(() => {
        replies.delete(id);
        resolve(null);
      }, patience);
      replies.set(id, (message, buffers) => {
        clearTimeout(timer);
        resolve({ ...message, buffers });
      });
      model.send({ ...content, id });
    });
  }
  const listen = (message, buffers) => {
    if (replies.has(message.id)) {
      const reply = replies.get(message.id);
      replies.delete(message.id);
      reply(message, buffers);
    } else if (message.type === "result") onresult(message, buffers[0]);
    else if (message.type === "refused") onrefused(message);
    settle(message);
  };
  model.on("msg:custom", listen);
  signal.addEventListener("abort", () => {
    model.off("msg:custom", listen);
    if (inFlight) clearTimeout(inFlight.timer);
  });
  return { run, ask };
}

/** Hide, once the lab runs, the picture and text below it for those who read without a kernel (see views.css). */
const markLive = (el) => el.closest(".jp-OutputArea-child")?.parentElement.classList.add("smt-live");

function renderLab({ model, el, signal }) {
  const config = model.get("config");
  const { words, lang } = config;
  const id = nextViewId();
  const figure = make("div", { class: "smt-chart", "aria-hidden": "true" });
  const loading = make("p", { class: "smt-note", text: words["view.loading"] });
  const summary = make("p", { class: "smt-summary", id: `${id}-summary`, text: config.summary });
  const spoken = make("p", { class: "smt-hidden", role: "status" });
  const note = make("p", { class: "smt-note", role: "alert" });
  let chart = null;
  let rest = null;

  const say = (text) => {
    summary.textContent = text;
    clearTimeout(rest);
    rest = setTimeout(() => (spoken.textContent = text), REST);
  };
  const line = kernelLine(model, signal, {
    async onresult(message, buffer) {
      answered();
      say(message.summary);
      if (table.open) showTable(message.table);
      await chart?.update(unpackRows(message.columns, buffer));
      el.dispatchEvent(new CustomEvent("smt-drawn", { bubbles: true, detail: { id: message.id } }));
    },
    onrefused: (message) => (note.textContent = message.text),
    onsilent: () => (note.textContent = words["view.no_kernel"]),
  });
  const answered = () => {
    note.textContent = "";
    markLive(el);
  };
  const values = () => Object.fromEntries(config.controls.map((control, index) => [control.name, controls[index].value()]));
  const run = () => line.run({ params: values(), table: table.open });
  const controls = config.controls.map((control, index) => makeControl(control, `${id}-c${index}`, lang, run));
  const setAll = (changed) => {
    config.controls.forEach((control, index) => controls[index].set(changed[control.name] ?? control.start));
    run();
  };

  const panel = make(
    "fieldset",
    { class: "smt-controls" },
    make("legend", { text: words["view.controls"] }),
    ...controls.map(({ row }) => row),
    button(words["view.reset"], () => setAll({})),
  );
  panel.disabled = !config.answered;
  const predict = predictionPart(config, model, words, id, {
    lock: () => (panel.disabled = true),
    unlock: () => (panel.disabled = false),
    async play(prediction) {
      setAll(prediction.change);
      figure.parentElement.scrollIntoView({ block: "nearest" });
      const reply = await line.ask({ type: "reveal", prediction: prediction.id });
      if (!reply) note.textContent = words["view.no_kernel"];
      return reply;
    },
  });

  const showTable = ({ header, rows }) =>
    table.querySelector(".smt-folded").replaceChildren(dataTable(words["view.table"], header, rows));
  const table = folded(words["view.table"], () => run());
  table.addEventListener("toggle", () => table.open && run());
  const explanation = folded(words["view.explanation"], (body) => body.append(...paragraphs(words.explanation)));
  const card = folded(words["view.card"], (body) => {
    for (const part of ["assumptions", "blind", "not_for"]) {
      body.append(make("h5", { text: words[`view.card.${part}`] }), list(words[`card.${part}`]));
    }
    const { header, rows } = config.defaults;
    body.append(make("h5", { text: words["view.card.defaults"] }), dataTable(words["view.card.defaults"], header, rows));
  });

  const decision = decisionPart(config, id, values, line.ask);

  el.replaceChildren(
    make(
      "section",
      { class: "smt smt-lab", "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title`, text: config.title }),
      make("p", { text: words.purpose }),
      predict,
      make(
        "div",
        { class: "smt-bench" },
        panel,
        make(
          "figure",
          { "aria-labelledby": `${id}-question`, "aria-describedby": `${id}-summary` },
          make("figcaption", { id: `${id}-question`, text: config.question }),
          loading,
          figure,
          summary,
        ),
      ),
      note,
      spoken,
      table,
      explanation,
      card,
      decision,
    ),
  );

  const askForVega = async () => {
    const reply = await line.ask({ type: "vega" }, 20000);
    if (!reply?.buffers.length) throw new Error("neither the page's server nor the kernel has Vega");
    return reply.buffers[0];
  };
  loadVega(config.vega, askForVega)
    .then((vega) => liveChart(figure, vega, config, unpackRows(model.get("columns"), model.get("rows")), signal))
    .then((drawn) => {
      chart = drawn;
      loading.remove();
      el.dispatchEvent(new CustomEvent("smt-ready", { bubbles: true }));
    })
    .catch((error) => {
      console.error(error);
      loading.textContent = words["view.chart_failed"];
    });
  line.ask({ type: "hello" }, 60000).then((reply) => reply && answered());
}
