// The part of Vega that the labs need, as one plain module. No eval: expressions run in Vega's interpreter.
export { parse, View, changeset, Warn } from "vega";
export { compile } from "vega-lite";
export { expressionInterpreter } from "vega-interpreter";
