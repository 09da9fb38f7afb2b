// No page scrolls sideways: on the narrowest phone, with text at twice its size, and with both.

import { chromium } from "playwright-core";
import { CHROMIUM, FLAGS, each, visit } from "../site.mjs";

export default async function layout(site) {
  const problems = [];
  // The reader's own setting, as in the browser's preferences: media queries follow it too.
  const large = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"] });
  try {
    await each(site.kinds, async ({ path, url }) => {
      for (const [browser, width, text] of [[site.browser, 320, 100], [site.browser, 1280, 100], [large, 1280, 200], [large, 320, 200]]) {
        const wide = await visit(browser, url, { viewport: { width, height: 700 } }, (page) => page.evaluate(tooWide));
        if (wide) problems.push(`${path} at ${width} px with ${text} % text: ${wide}`);
      }
    });
  } finally {
    await large.close();
  }
  return { problems };
}

/** What makes the page wider than its window. */
function tooWide() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return null;
  const outside = [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > clientWidth + 1 || left < -1;
  });
  const names = outside.slice(0, 4).map((element) => element.outerHTML.slice(0, 60));
  return `${scrollWidth} px wide: ${names.join(" … ")}`;
}
