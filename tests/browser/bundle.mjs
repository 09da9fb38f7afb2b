// Makes static/assets/matcher.js from src/matcher/browser/: `npm run bundle`.

import { buildSync } from "esbuild";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** What only the engine's own files say to each other. No JSON has these names. */
const OWN = /^(alignment|before|best|capitals|contradiction|evidence|gaps|hasDigit|inValue|inner|isCapital|isLabelled|isNegative|isOpen|isQuoted|known|loss|missing|outer|own|pairs|parts|places|runsOn|signs|slots|source|total|weights)$/;

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
    banner: { js: "// Made of src/matcher/browser/ in errhub's repository, whose docs/templates.md says how." },
  });
  return text;
}
