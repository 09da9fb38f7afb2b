// Makes static/assets/matcher.js and src/assets/offline.js from src/matcher/browser/: `npm run bundle`.

import { buildSync } from "esbuild";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** What only the engine's own files say to each other. No JSON has these names. */
const OWN = /^(above|alignment|before|best|cache|capitals|contradiction|deciding|ends|entry|evidence|gaps|hasDigit|inner|inside|isCapital|isCue|isDecided|isLabelled|isNegative|isOpen|isOther|isQuoted|known|last|letters|line|loose|loss|mayVary|mentioned|missing|outer|own|pair|pairs|parts|paste|rarer|place|places|runsOn|scores|signs|slots|source|start|sum|text|tokens|total|weight|weights|word)$/;

export const BUNDLE = path("static/assets/matcher.js");
/** The script of the offline copy, which is in the page. */
export const OFFLINE = path("src/assets/offline.js");

/** The text of the script that `entry` begins. */
export function bundle(entry = "box.js", format = "esm") {
  const { outputFiles: [{ text }] } = buildSync({
    entryPoints: [path(`src/matcher/browser/${entry}`)],
    bundle: true,
    minify: true,
    mangleProps: OWN,
    format,
    target: "es2022",
    write: false,
    banner: { js: "// errhub: docs/matching.md" },
  });
  return text;
}
