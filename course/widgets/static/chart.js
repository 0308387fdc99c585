// One live Vega chart: the specification is compiled once, and afterwards only its rows change.

const VEGA = Symbol.for("styra-med-tillit.vega");

/** Where JupyterLab, a Hub or JupyterLite serves our labextension folder, or null elsewhere. */
function vegaUrl(version) {
  const script = document.getElementById("jupyter-config-data");
  if (!script) return null;
  const config = JSON.parse(script.textContent);
  const base = config.fullLabextensionsUrl ?? `${config.baseUrl ?? "/"}lab/extensions`;
  return new URL(`${base.replace(/\/$/, "")}/styra-med-tillit/static/vega.mjs?v=${version}`, document.baseURI).href;
}

/** Unpack gzipped module text from the kernel and import it. */
async function importPacked(buffer) {
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(stream).text();
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Load Vega once for the page: as a file beside the page, else from the kernel. */
function loadVega(version, askKernel) {
  globalThis[VEGA] ??= {};
  globalThis[VEGA][version] ??= (async () => {
    const url = vegaUrl(version);
    if (url) {
      try {
        return await import(url);
      } catch {
        // Not served from here (another host, another server): the kernel has the same file.
      }
    }
    return importPacked(await askKernel());
  })().catch((error) => {
    delete globalThis[VEGA][version];
    throw error;
  });
  return globalThis[VEGA][version];
}

/** Turn packed columns (Float32 numbers, Uint8 codes of texts) into rows. */
function unpackRows(layout, view) {
  const { buffer, byteOffset } = view;
  const columns = layout.columns.map((column) => {
    if (column.texts) {
      const codes = new Uint8Array(buffer, byteOffset + column.start, layout.rows);
      return [column.name, (row) => column.texts[codes[row]]];
    }
    const bytes = buffer.slice(byteOffset + column.start, byteOffset + column.start + 4 * layout.rows);
    const numbers = new Float32Array(bytes);
    return [column.name, (row) => numbers[row]];
  });
  return Array.from({ length: layout.rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, value]) => [name, value(row)])),
  );
}

/** Vega's colours, taken from the page's theme so that a dark notebook gets a dark chart. */
function themeConfig(host) {
  const style = getComputedStyle(host);
  const colour = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const text = colour("--jp-content-font-color1", "#1f1f1f");
  const line = colour("--jp-border-color0", "#8a8a8a");
  return {
    background: "transparent",
    axis: { labelColor: text, titleColor: text, domainColor: line, tickColor: line, gridColor: line },
    legend: { labelColor: text, titleColor: text },
  };
}

/** Whether the page has a dark theme. */
const isDark = () => document.body.dataset.jpThemeLight === "false";

/** The same chart in the colours for a dark ground. */
const lightened = (spec, dark) =>
  JSON.parse(Object.entries(dark).reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(spec)));

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Vega-Lite's remarks are for authors. */
const silent = { warn: () => silent, info: () => silent, debug: () => silent, error: () => silent, level: () => silent };

/** Draw into host. Gives {update(rows)}. The chart follows the width of its host and the page's theme. */
async function liveChart(host, vega, { spec, dark }, rows, signal) {
  let current = rows;
  let view = null;
  let width = 0;

  async function draw() {
    // A host without width is hidden, as when JupyterLab changes themes: there is nothing to fit into yet.
    while (!host.clientWidth && !signal.aborted) await nextFrame();
    if (signal.aborted) return;
    width = Math.max(200, host.clientWidth);
    view?.finalize();
    host.replaceChildren();
    const themed = isDark() ? lightened(spec, dark) : spec;
    const sized = { ...themed, width, autosize: { type: "fit-x", contains: "padding", resize: true } };
    const compiled = vega.compile(sized, { config: themeConfig(host), logger: silent });
    const runtime = vega.parse(compiled.spec, {}, { ast: true });
    view = new vega.View(runtime, { expr: vega.expressionInterpreter, renderer: "svg", logLevel: vega.Warn });
    await view.data("rows", current).initialize(host).runAsync();
    await nextFrame();
    fit();
  }
  function fit() {
    if (host.clientWidth && Math.abs(Math.max(200, host.clientWidth) - width) > 2) {
      width = Math.max(200, host.clientWidth);
      view.width(width).runAsync();
    }
  }

  let drawing = draw();
  await drawing;
  const resize = new ResizeObserver(fit);
  resize.observe(host);
  const theme = new MutationObserver(() => (drawing = drawing.then(draw)));
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  signal.addEventListener("abort", () => {
    resize.disconnect();
    theme.disconnect();
    view?.finalize();
  });

  return {
    update(next) {
      current = next;
      return view.data("rows", next).runAsync();
    },
  };
}
