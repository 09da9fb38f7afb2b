// The weight of a page over the wire, compressed: under 30 KB in total, under 5 KB of scripts, and
// only one style sheet that blocks rendering.

import { visit } from "../site.mjs";

const KB = 1000;
const PAGE = 30 * KB;
const SCRIPTS = 5 * KB;
/** The 404 page loads the matcher by itself, to find what its address may mean. */
const MATCHER = 10 * KB;
const STYLE_SHEET = /\/style\.[0-9a-f]+\.css$/;

export default async function weight(site) {
  const problems = [];
  const figures = [];
  for (const { path, kind, url } of site.kinds) {
    const { total, scripts, blocking } = await visit(site.browser, "about:blank", {}, (page) => load(page, url));
    if (kind === "article" && total > PAGE) problems.push(`${path}: ${total} bytes`);
    if (scripts > SCRIPTS + (kind === "404" ? MATCHER : 0)) problems.push(`${path}: ${scripts} bytes of scripts`);
    for (const name of blocking.filter((name) => !STYLE_SHEET.test(name))) problems.push(`${path}: ${name} blocks rendering`);
    figures.push(`${path} ${(total / KB).toFixed(1)} KB (scripts ${(scripts / KB).toFixed(1)})`);
  }
  return { problems, measured: figures.join(", ") };
}

async function load(page, url) {
  const responses = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(url, { waitUntil: "networkidle" });
  let total = 0;
  let scripts = 0;
  for (const response of responses) {
    const request = response.request();
    // Images in content are up to the author.
    if (request.resourceType() === "image" && !request.url().endsWith(".svg")) continue;
    const { responseBodySize } = await request.sizes();
    total += responseBodySize;
    if (request.resourceType() === "script") scripts += responseBodySize;
  }
  scripts += await page.evaluate(() =>
    [...document.scripts].filter(({ src, type }) => !src && !type).reduce((sum, { text }) => sum + text.length, 0));
  const blocking = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name));
  return { total, scripts, blocking };
}
