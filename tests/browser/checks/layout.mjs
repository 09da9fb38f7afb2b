// No page scrolls sideways: on the narrowest phone, with text at twice its size, and with both.
// Anything that only a background sets apart has a border if the system removes backgrounds.

import { chromium } from "playwright-core";
import { CHROMIUM, FLAGS, each, visit } from "../site.mjs";

export default async function layout(site) {
  const problems = [];
  // The reader's own setting, as in the browser's preferences: media queries respect it too.
  const large = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"] });
  try {
    await each(site.kinds, async ({ path, url }) => {
      for (const [browser, width, text] of [[site.browser, 320, 100], [site.browser, 1280, 100], [large, 1280, 200], [large, 320, 200]]) {
        const wide = await visit(browser, url, { viewport: { width, height: 700 } }, (page) => page.evaluate(tooWide));
        if (wide) problems.push(`${path} at ${width} px with ${text} % text: ${wide}`);
      }
      const forced = { viewport: { width: 320, height: 700 }, forcedColors: "active" };
      problems.push(...await visit(site.browser, url, forced, async (page) => {
        const wide = await page.evaluate(tooWide);
        return [wide && `is too wide: ${wide}`, ...await page.evaluate(unframed)].filter(Boolean);
      }).then((found) => found.map((problem) => `${path} in forced colours ${problem}`)));
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

/** What only its background sets apart. */
function unframed() {
  const things = [...document.querySelectorAll(".button, .badge a, .callout, .quick-answer, .verify, .alert, .plate, pre, kbd, .copy, .search textarea")];
  const isFramed = (thing) => {
    const { borderInlineStartStyle, borderInlineStartWidth } = getComputedStyle(thing);
    return borderInlineStartStyle !== "none" && parseFloat(borderInlineStartWidth) > 0;
  };
  return things.filter((thing) => thing.checkVisibility() && !isFramed(thing) && !thing.closest(".site-header")).map((thing) => `has no frame around ${thing.outerHTML.slice(0, 80)}`);
}
