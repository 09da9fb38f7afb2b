// Lighthouse scores 100 in all categories on each kind of page, on a slow phone.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { CHROMIUM, FLAGS } from "../site.mjs";

/** A busy machine can distort a measurement; a slow page is slow every time. */
const TRIES = 3;

export default async function measure(site) {
  const problems = [];
  const figures = [];
  const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless=new", ...FLAGS] });
  try {
    const kinds = Map.groupBy(site.kinds, ({ kind }) => kind);
    for (const [kind, [page]] of kinds) {
      // The SEO category does not apply to a page that must not be found.
      const onlyCategories = ["performance", "accessibility", "best-practices", ...(kind === "404" ? [] : ["seo"])];
      let scores;
      for (let tries = 0; tries < TRIES; tries += 1) {
        scores = await score(page, chrome.port, onlyCategories);
        if (scores.every(({ value }) => value === 100)) break;
      }
      for (const { id, value, causes } of scores.filter(({ value }) => value !== 100)) {
        problems.push(`${page.path}: ${id} ${value}: ${causes}`);
      }
      figures.push(`${kind} ${scores.map(({ value }) => value).join("/")}`);
    }
  } finally {
    await chrome.kill();
  }
  return { problems, measured: figures.join(", ") };
}

async function score({ url }, port, onlyCategories) {
  const { lhr } = await lighthouse(url, { port, onlyCategories, output: "json", logLevel: "error" });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  return Object.values(lhr.categories).map(({ id, score: value, auditRefs }) => ({
    id,
    value: Math.round(value * 100),
    causes: auditRefs
      .filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1)
      .map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ""}`)
      .join(", "),
  }));
}
