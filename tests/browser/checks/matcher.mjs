// The engine in the browser: up to date with its sources, small, and with the same answers as the
// one in Rust.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { BUNDLE, OFFLINE, bundle } from "../bundle.mjs";
import { visit } from "../site.mjs";

/** The maximum size of the compressed script, in bytes. */
const MOST = 10 * 1024;

export default async function check({ root, browser, pages, base }) {
  const problems = [];
  const script = await readFile(BUNDLE, "utf8");
  if (script !== bundle()) problems.push("static/assets/matcher.js is not made of src/matcher/browser/; `npm run bundle` makes it");
  if (await readFile(OFFLINE, "utf8") !== bundle("offline.js", "iife")) problems.push("src/assets/offline.js is not made of src/matcher/browser/; `npm run bundle` makes it");
  const { length } = gzipSync(script, { level: 9 });
  if (length > MOST) problems.push(`matcher.js has ${length} bytes, compressed`);

  // Written beside the pages by the Rust tests: articles in one file and in pieces, and texts with their
  // answers; the second hub is so large that not everything in a text is looked up.
  const hub = pages.find(({ kind }) => kind === "hub");
  let count = 0;
  for (const [folder, cuts] of [["vectors", ["whole", "split"]], ["large", ["split"]]]) {
    const { articles, vectors } = JSON.parse(await readFile(join(root, folder, "vectors.json"), "utf8"));
    const asked = vectors.map(({ text }) => text);
    count += asked.length;
    for (const cut of cuts) {
      const found = await visit(browser, hub.url, {}, (page) => page.evaluate(answers, { from: `${base}${folder}/${cut}/index.json`, asked }));
      vectors.forEach(({ text, verdict, matches }, at) => {
        const own = found[at].matches.map((match) => ({ ...match, article: articles[match.article].id }));
        if (found[at].verdict === verdict && isDeepStrictEqual(own, matches)) return;
        problems.push(`${cut}: ${JSON.stringify(text.slice(0, 200))}\n${found[at].verdict} ${JSON.stringify(own)}\n${verdict} ${JSON.stringify(matches)}`);
      });
    }
  }
  return { problems, measured: `${count} texts, ${length} bytes` };
}

/** The answers of the page's own script. */
async function answers({ from, asked }) {
  const { answer, open } = await import(document.querySelector(".search").dataset.script);
  const index = await open(from);
  const all = [];
  for (const text of asked) {
    const { verdict, matches, characters } = await answer(index, text);
    const words = (spans) => spans.map(([start, end]) => characters.slice(start, end).join(""));
    all.push({
      verdict,
      matches: matches.map(({ article, score, message, matched, values }) => ({ article, score, message, matched: words(matched), values })),
    });
  }
  return all;
}
