// The quick answer of every article is visible on a phone without scrolling.

import { PHONE, each, visit } from "../site.mjs";

/** The sample size for a hub with many articles. */
const MANY = 20;
/** A long answer may continue below the screen; this much of it has to be visible. */
const LINES = 6;

export default async function firstScreen(site) {
  const problems = [];
  const all = site.pages.filter(({ kind }) => kind === "article");
  const articles = all.filter((page, index) => index % Math.ceil(all.length / MANY) === 0 || site.kinds.includes(page));
  let lowest = 0;
  await each(articles, async ({ path, url }) => {
    const { top, bottom, line } = await visit(site.browser, url, { viewport: PHONE }, (page) =>
      page.locator(".quick-answer").evaluate((box) => {
        const { top, bottom } = box.getBoundingClientRect();
        return { top, bottom, line: parseFloat(getComputedStyle(box).lineHeight) };
      }));
    lowest = Math.max(lowest, bottom);
    const seen = Math.min(bottom, top + (LINES + 2) * line);
    if (seen > PHONE.height) problems.push(`${path}: the quick answer stands at ${Math.round(top)} to ${Math.round(bottom)} px`);
  });
  return { problems, measured: `the lowest quick answer ends at ${Math.round(lowest)} of ${PHONE.height} px` };
}
