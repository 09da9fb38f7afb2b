// On paper an article is clean: no navigation, every method, its address, dark ink on white.

import { visit } from "../site.mjs";

export default async function paper(site) {
  const problems = [];
  for (const { path, url } of site.kinds.filter(({ kind }) => kind === "article")) {
    await visit(site.browser, url, { colorScheme: "dark" }, async (page) => {
      await page.locator("input[value=site-owner]").check({ force: true, timeout: 1000 }).catch(() => {});
      await page.emulateMedia({ media: "print" });
      const found = await page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].some((element) => element.checkVisibility());
        return {
          extras: [".site-header", ".site-footer", ".contents", ".copy", ".audience-switch", ".skip"].filter(shown),
          hidden: [...document.querySelectorAll(".method")].filter((method) => !method.checkVisibility()).length,
          address: getComputedStyle(document.querySelector(".article-header"), "::after").content,
          ink: getComputedStyle(document.body).color,
        };
      });
      if (found.extras.length) problems.push(`${path}: prints ${found.extras}`);
      if (found.hidden) problems.push(`${path}: ${found.hidden} methods are not printed`);
      if (!found.address.includes(new URL(url).pathname)) problems.push(`${path}: prints ${found.address} as its address`);
      const [red] = found.ink.match(/\d+/g);
      if (Number(red) > 100) problems.push(`${path}: prints in ${found.ink}`);
    });
  }
  return { problems };
}
