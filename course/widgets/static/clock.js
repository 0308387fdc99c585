// Time on a lesson: counted while a view of it is in sight and somebody does something, told to the kernel now and then.

/** Milliseconds without a hand on the page after which the learner has gone. */
const AWAY = 60000;
/** Seconds of work between two reports to the kernel. */
const REPORT = 60;
/** Milliseconds between two looks; a longer gap is a machine that slept, and does not count. */
const LOOK = 1000;

const CLOCKS = Symbol.for("styra-med-tillit.clocks");

/** A lesson's one clock on this page, whatever number of views (and copies of this module) ask for it. */
function clockOf(lesson) {
  globalThis[CLOCKS] ??= new Map();
  if (!globalThis[CLOCKS].has(lesson)) globalThis[CLOCKS].set(lesson, startClock());
  return globalThis[CLOCKS].get(lesson);
}

function startClock() {
  const views = new Set();
  let seconds = 0;
  let seen = false;
  let looked = performance.now();
  let touched = looked;
  const inSight = () => !document.hidden && [...views].some(({ el }) => el.firstElementChild.checkVisibility());
  const report = () => {
    const whole = Math.round(seconds);
    if (!whole || !views.size) return;
    try {
      // The newest view is the likeliest to have a kernel.
      [...views].at(-1).model.send({ type: "time", seconds: whole });
      seconds -= whole;
    } catch {
      // Its kernel has been restarted or ended: the next view to come gets the seconds.
    }
  };
  // The time since the last look counts if the lesson was in sight then: a page that is being hidden was seen until now.
  const look = () => {
    const now = performance.now();
    if (seen && now - touched <= AWAY) seconds += Math.min(now - looked, 2 * LOOK) / 1000;
    looked = now;
    seen = inSight();
    if (seconds >= REPORT) report();
  };
  for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchmove"]) {
    document.addEventListener(sign, () => (touched = performance.now()), { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    look();
    if (document.hidden) report();
  });
  setInterval(look, LOOK);
  return { views, look, report };
}

/** Let a view's time be counted once its kernel has answered: without a kernel there is no clock. */
function timeView({ model, el, signal }) {
  const view = { model, el };
  const start = (message) => {
    if (message.type !== "clock") return;
    model.off("msg:custom", start);
    const { views, look, report } = clockOf(message.lesson);
    if (signal.aborted) return;
    views.add(view);
    look();
    signal.addEventListener("abort", () => {
      if (views.size === 1) report();
      views.delete(view);
    });
  };
  model.on("msg:custom", start);
  model.send({ type: "clock" });
}
