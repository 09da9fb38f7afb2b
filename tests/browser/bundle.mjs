// Makes static/assets/matcher.js from src/matcher/browser/: `npm run bundle`.

import { buildSync } from "esbuild";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** What only the engine's own files say to each other. No JSON has these names. */
const OWN = /^(alignment|before|best|cache|capitals|contradiction|ends|evidence|gaps|hasDigit|inValue|inner|isCapital|isLabelled|isNegative|isOpen|isQuoted|known|line|loss|missing|outer|own|pairs|parts|place|places|runsOn|signs|slots|source|start|sum|total|weights|word)$/;

export const BUNDLE = path("static/assets/matcher.js");

/** The text of the script. */
export function bundle() {
  const { outputFiles: [{ text }] } = buildSync({
    entryPoints: [path("src/matcher/browser/box.js")],
    bundle: true,
    minify: true,
    mangleProps: OWN,
    format: "esm",
    target: "es2022",
    write: false,
    banner: { js: "// Made of src/matcher/browser/ of errhub: see its docs/templates.md." },
  });
  return text;
}
