#!/bin/sh
# Make labextension/static/vega.mjs from the versions in package-lock.json. Needs Node.js and the npm registry.
# Reads: package.json, package-lock.json, entry.mjs. Writes: the module (or the file given as the first argument).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../labextension/static/vega.mjs}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/entry.mjs" "$work"
cd "$work"
npm ci --silent --no-fund --no-audit >&2
./node_modules/.bin/esbuild entry.mjs --bundle --format=esm --minify --target=es2020 --legal-comments=none \
  --banner:js="/* Vega 5.33.1, Vega-Lite 5.20.1, vega-interpreter 1.2.1 (BSD-3-Clause, University of Washington); made by tools/vega/build.sh */" \
  --outfile="$out" --log-level=warning >&2
