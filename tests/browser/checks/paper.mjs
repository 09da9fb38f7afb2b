// Articles print cleanly: no navigation, every method, the address, dark ink on white, and no line
// that is cut off, whatever the reader chose on screen.

import { visit } from "../site.mjs";

/** The luminance from which a colour on white has a contrast of less than 4.5 : 1. */
const PALE = 0.183;

export default async function paper(site) {
  const problems = [];
  for (const { path, url } of site.kinds.filter(({ kind }) => kind === "article")) {
    // As wide as a sheet of A4 between its margins.
    await visit(site.browser, url, { colorScheme: "dark", viewport: { width: 643, height: 972 } }, async (page) => {
      // Dark mode is both chosen and preferred by the system; printing must override both.
      await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
      await page.locator("input[value=site-owner]").check({ force: true, timeout: 1000 }).catch(() => {});
      await page.emulateMedia({ media: "print" });
      const found = await page.evaluate((pale) => {
        const name = (element) => element.outerHTML.slice(0, 80);
        const holdsText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const luminance = (element) => {
          const [red, green, blue] = getComputedStyle(element).color.match(/[\d.]+/g).map((part) => ((part / 255 + 0.055) / 1.055) ** 2.4);
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const shown = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        return {
          extras: [".site-header", ".site-footer", ".contents", ".copy", ".audience-switch", ".skip"].filter(shown),
          hidden: [...document.querySelectorAll(".method")].filter((method) => !method.checkVisibility()).length,
          address: getComputedStyle(document.querySelector(".article-header"), "::after").content,
          pale: [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility() && holdsText(element) && luminance(element) > pale).map(name),
          cut: [...document.querySelectorAll("pre, .table, td, .messages code")].filter((element) => element.scrollWidth > element.clientWidth + 1).map(name),
        };
      }, PALE);
      if (found.extras.length) problems.push(`${path}: prints ${found.extras}`);
      if (found.hidden) problems.push(`${path}: ${found.hidden} methods are not printed`);
      if (!found.address.includes(new URL(url).pathname)) problems.push(`${path}: prints ${found.address} as its address`);
      if (found.pale.length) problems.push(`${path}: prints too pale: ${found.pale.slice(0, 4).join(" … ")}`);
      if (found.cut.length) problems.push(`${path}: cuts off ${found.cut.slice(0, 4).join(" … ")}`);
    });
  }
  return { problems };
}
