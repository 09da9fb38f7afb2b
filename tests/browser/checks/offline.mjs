// The offline copy, opened from disk without a network: it finds and shows articles, loads nothing, and
// is accessible. Part of the check with axe, for hubs that have one.

import { access } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { visit } from "../site.mjs";

export default async function offline({ root, browser }) {
  const file = join(root, "offline.html");
  if (!await access(file).then(() => true, () => false)) return [];
  const url = pathToFileURL(file).href;
  const problems = [];
  const expect = (condition, message) => { if (!condition) problems.push(`offline.html: ${message}`); };
  for (const colorScheme of ["light", "dark"]) {
    await visit(browser, "about:blank", { colorScheme }, async (page, context) => {
      await context.setOffline(true);
      page.on("request", (request) => expect(request.url().split("#")[0] === url, `${request.url()} is loaded`));
      page.on("console", (message) => expect(message.type() !== "error", message.text()));
      page.on("pageerror", (error) => expect(false, error.message));
      await page.goto(url);
      await page.evaluate(axe.source);
      const audit = async (what) => {
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }));
        for (const { id, help, nodes } of violations) {
          expect(false, `${what} (${colorScheme}): ${help} [${id}] ${nodes.slice(0, 3).map(({ target }) => target)}`);
        }
      };
      const shown = () => page.locator("article").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));
      expect((await shown()).length === 0, "articles are shown beside the list");
      await audit("the list");

      // The last article of the list is found by its title there.
      const last = page.locator(".directory li a").last();
      const [title, hash] = [await last.textContent(), await last.getAttribute("href")];
      await page.locator(".search textarea").fill(title);
      const first = page.locator(".search-panel a").first();
      await first.waitFor();
      expect(await first.getAttribute("href") === hash, `“${title}” finds ${await first.getAttribute("href")}`);
      await page.keyboard.press("Enter");
      await page.waitForFunction((wanted) => location.hash === wanted, hash);
      expect(`${await shown()}` === hash.slice(1), `${await shown()} is shown for ${hash}`);
      expect(await page.evaluate(() => document.activeElement.localName) === "h2", "the heading of the article has no focus");
      expect((await page.title()).startsWith(await page.locator(".is-shown h2").textContent()), "the window is not named after the article");
      await audit("an article");

      // A link leads to another article, or to a part of one, and back.
      const links = await page.locator("article a[href^='#']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      const missing = await page.evaluate((all) => all.filter((one) => !document.getElementById(one.slice(1))), links);
      expect(!missing.length, `${missing} lead nowhere`);
      const inner = await page.locator(".method").first().getAttribute("id");
      await page.goto(`${url}#${inner}`);
      await page.waitForFunction((wanted) => document.activeElement.id === wanted, inner);
      expect(inner.startsWith(`${await shown()}:`), `${await shown()} is shown for ${inner}`);
      await page.locator(".is-shown .back a").click();
      await page.waitForFunction(() => document.activeElement.localName === "h1");
      expect((await shown()).length === 0, "the list is not alone");
    });
  }
  await visit(browser, "about:blank", { javaScriptEnabled: false }, async (page) => {
    await page.goto(url, { waitUntil: "domcontentloaded" });
    const [all, seen] = await page.locator("article").evaluateAll((list) => [list.length, list.filter((one) => one.checkVisibility()).length]);
    expect(all === seen, `${seen} of ${all} articles are shown without scripts`);
    expect(await page.locator("h1").count() === 1, "there is not one main heading");
    const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll((list) => list.map(({ localName }) => Number(localName[1])));
    const skipped = levels.findIndex((level, at) => at > 0 && level > levels[at - 1] + 1);
    expect(skipped < 0, `heading ${skipped} skips a level`);
  });
  return problems;
}
