// What readers do with the pages: choose a theme or an audience, copy code, filter and search
// lists.

import { gzipSync } from "node:zlib";
import { PHONE, visit } from "../site.mjs";

export default async function behaviour({ pages, ...rest }) {
  // Break opportunities in long names get in the way of searches.
  const site = { ...rest, pages: pages.map((page) => ({ ...page, html: page.html.replaceAll("<wbr>", "") })) };
  const problems = [];
  let count = 0;
  for (const [name, { find, act }] of Object.entries(STORIES)) {
    const page = site.pages.find(find);
    // A hub may have no page for the story, such as a list with several pages.
    if (!page) continue;
    count += 1;
    try {
      await act(site, page.url);
    } catch (error) {
      problems.push(`${name} (${page.path}): ${error.message.split("\n")[0]}`);
    }
  }
  return { problems, measured: `${count} stories` };
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

const shown = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);

/** A message of an article, as the page shows it. */
const MESSAGE = /class="messages">[^]*?<li><code>([^<&]{8,200})<\/code>/;

const STORIES = {
  "the theme is remembered and does not flash": {
    find: ({ kind }) => kind === "article",
    act: (site, url) => visit(site.browser, url, { colorScheme: "light" }, async (page, context) => {
      await page.locator(".theme-switch").click();
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const dark = await paper();
      expect(await page.locator(".theme-switch").getAttribute("aria-pressed") === "true", "the switch does not say that it is on");
      await context.addInitScript(() => {
        // Nothing is painted before there is a body.
        new MutationObserver((_, observer) => {
          if (!document.body) return;
          window.themeAtFirst = document.documentElement.dataset.theme;
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      });
      await page.reload();
      expect(await page.evaluate(() => themeAtFirst) === "dark", "the theme comes after the page");
      expect(await paper() === dark, "the theme is forgotten");
      await page.locator(".theme-switch").click();
      expect(await paper() !== dark, "there is no way back");
      expect(!await page.evaluate(() => localStorage.getItem("theme")), "the system's theme is kept as a choice");
    }),
  },
  "the audience switch works without scripts": {
    find: ({ html }) => html.includes("audience-switch"),
    act: (site, url) => visit(site.browser, url, { javaScriptEnabled: false }, async (page) => {
      const all = await shown(page, ".method");
      const owners = await page.locator(".for-site-owner").count();
      await page.locator("label:has([value=site-owner])").click();
      expect(await shown(page, ".method") === owners, "other methods than those for site owners are shown");
      await page.locator("label:has([value=visitor])").click();
      expect(await shown(page, ".method") === all - owners, "other methods than those for visitors are shown");
      const hidden = await page.locator(".for-site-owner").first().getAttribute("id");
      await page.goto(`${url}#${hidden}`);
      expect(await shown(page, ".for-site-owner") >= 1, "a link to a hidden method does not show it");
    }),
  },
  "code can be copied, without prompts and output": {
    find: ({ html }) => /<pre[^>]*><code class="language-console">/.test(html),
    act: (site, url) => visit(site.browser, url, { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      const frame = page.locator(".code-frame:has(.language-console)").first();
      // Each line of the session: a prompt and a command, or output.
      const expected = await frame.locator("pre").evaluate((pre) => {
        const lines = pre.textContent.split("\n").filter((line) => /^([$#>]|PS .*?>|[A-Z]:\\.*?>) /.test(line));
        return lines.map((line) => line.replace(/^.*?[$#>] /, "")).join("\n");
      });
      const button = frame.locator(".copy");
      const before = await button.textContent();
      await button.click();
      await page.waitForFunction((text) => [...document.querySelectorAll(".copy")].some((one) => one.textContent !== text), before);
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied === expected, `${JSON.stringify(copied)} is copied for ${JSON.stringify(expected)}`);
    }),
  },
  "the table of contents follows": {
    find: ({ html }) => html.includes('class="contents"'),
    act: (site, url) => visit(site.browser, url, {}, async (page) => {
      const last = page.locator(".contents a").last();
      await page.goto(url + await last.getAttribute("href"));
      await page.waitForFunction(() => document.querySelector(".contents [aria-current]"));
      expect(await shown(page, ".contents [aria-current]") === 1, "not one line is marked");
      const marked = await last.evaluate((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        return line.ariaCurrent === "location" && top >= 0 && bottom <= innerHeight;
      });
      expect(marked, "the line that is read is not marked where one sees it");
    }),
  },
  "an address narrows a list": {
    find: ({ html }) => html.includes('class="filters"'),
    act: (site, url) => visit(site.browser, url, {}, async (page) => {
      const all = await page.locator(".articles > li").count();
      const total = Number((await page.locator("p.count").textContent()).match(/\d+/)[0]);
      const name = await page.locator("select[name=platform] option").nth(1).textContent();
      const before = await page.locator("p.count").textContent();
      await page.locator("select[name=platform]").selectOption({ index: 1 });
      await page.waitForFunction((text) => document.querySelector("p.count").textContent !== text, before);
      const narrowed = await page.locator(".articles > li").evaluateAll((items) => items.map((item) => item.dataset.platforms));
      expect(narrowed.length > 0 && narrowed.every((platforms) => platforms.split("|").includes(name)), `“${name}” shows ${narrowed}`);
      expect(new URL(page.url()).searchParams.get("platform") === name, "the address does not say the filter");
      await page.reload();
      await page.waitForFunction((count) => document.querySelectorAll(".articles > li").length === count, narrowed.length);
      const status = await page.locator("p.count").textContent();
      expect(status.includes(`${narrowed.length}`) && status.includes(`${total}`), `the count says “${status}”`);
      await page.locator("select[name=platform]").selectOption({ index: 0 });
      await page.waitForFunction((count) => document.querySelectorAll(".articles > li").length === count, all);
    }),
  },
  "the search box finds an article by its name": {
    find: ({ kind, html }) => kind === "hub" && html.includes('class="search"'),
    act: (site, url) => visit(site.browser, url, {}, async (page) => {
      const early = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      expect(!early.some((name) => /\/search[./]/.test(name)), `before anybody asks, ${early} are fetched`);
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      const { html, url: article } = site.pages.find(({ kind }) => kind === "article");
      const title = html.match(/<h1[^>]*>[^“]*“(.+)”<\/h1>/)[1];
      await page.locator(".search textarea").fill(title);
      await page.locator(".search-panel a").first().waitFor();
      const data = requests.filter((request) => /\/search\/.*\.json/.test(request));
      const lengths = await Promise.all(data.map(async (request) => gzipSync(await (await page.request.get(request)).body(), { level: 9 }).length));
      const length = lengths.reduce((sum, one) => sum + one, 0);
      expect(length <= 40 * 1024, `${data.length} files with ${length} bytes are fetched to find “${title}”`);
      expect(await page.locator(".search-panel a").first().evaluate((link) => link.href) === article, `“${title}” is not the first result`);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(article);
    }),
  },
  "the search box finds an article by the beginning of a word of its message": {
    find: ({ kind, html }) => kind === "hub" && html.includes('class="search"'),
    act: (site, url) => visit(site.browser, url, {}, async (page) => {
      const found = site.pages.findLast(({ kind, html }) => kind === "article" && MESSAGE.test(html));
      if (!found) return;
      const message = found.html.match(MESSAGE)[1];
      await page.locator(".search textarea").fill(message.slice(0, -1));
      await page.waitForFunction((wanted) => {
        const links = [...document.querySelectorAll(".search-panel a")];
        return links.some((link) => link.href === wanted);
      }, found.url);
      await page.locator(".search textarea").fill("zyxwvut qponmlk");
      await page.waitForFunction(() => !document.querySelector(".search-panel a"));
      expect(await page.locator(".search-panel [role=status]").textContent() === await page.locator(".search").getAttribute("data-none"), "nothing found, and nothing said");
    }),
  },
  "a paste of several lines finds its article, and the address can be sent to others": {
    find: ({ kind, html }) => kind === "hub" && html.includes('class="search"'),
    act: (site, url) => visit(site.browser, url, {}, async (page) => {
      const found = site.pages.findLast(({ kind, html }) => kind === "article" && MESSAGE.test(html));
      if (!found) return;
      const message = found.html.match(MESSAGE)[1];
      await page.locator(".search textarea").click();
      await page.keyboard.insertText(`2026-03-30T09:14:02Z worker 7 started\n> ${message}\n    at main (/srv/app/index.js:12:5)`);
      const look = async () => {
        await page.locator(".search-panel a").first().waitFor();
        const panel = page.locator(".search-panel");
        const first = await panel.locator("a").first().getAttribute("href");
        expect(found.url.endsWith(first), `“${message}” leads to ${first}`);
        expect(["certain", "likely"].includes(await panel.getAttribute("data-verdict")), "the panel has no verdict");
        expect(await panel.locator("li").first().locator("mark").count() > 0, "no word is marked");
        expect(await panel.locator(".answer").count() === 1, "the best result has no quick answer");
        expect(/\d/.test(await panel.locator("[role=status]").textContent()), "how many there are is not said");
      };
      await look();
      expect((await page.locator(".search textarea").inputValue()).split("\n").length === 3, "the lines are lost");
      expect(new URL(page.url()).searchParams.get("q").includes(message), "the address does not say what is looked for");
      await page.keyboard.press("ArrowUp");
      expect(await page.evaluate(() => document.activeElement.localName) === "textarea", "an arrow leaves the text instead of going to the next line");
      await page.reload();
      await look();
    }),
  },
  "the search in the header of an article serves a phone and the keyboard": {
    find: ({ kind, html }) => kind === "article" && html.includes('class="search"'),
    act: (site, url) => visit(site.browser, url, { viewport: PHONE }, async (page) => {
      const { url: article, html } = site.pages.findLast(({ kind }) => kind === "article");
      // The field covers its icon.
      const { x, y, width, height } = await page.locator(".search .icon").boundingBox();
      await page.mouse.click(x + width / 2, y + height / 2);
      // What a reader sees of it: without markup, and an apostrophe as a letter.
      const heading = await page.evaluate((text) => new DOMParser().parseFromString(text, "text/html").querySelector("h1").textContent, html);
      await page.keyboard.type(heading.match(/“(.+)”/)[1]);
      const first = page.locator(".search-panel a").first();
      await first.waitFor();
      const [field, result] = await Promise.all([page.locator(".search textarea"), first].map((part) =>
        // Later letters may replace the results meanwhile.
        part.evaluate((element) => element.getBoundingClientRect().toJSON())));
      expect(field.width > PHONE.width / 2, `the field is ${field.width} px wide`);
      expect(result.x >= 0 && result.x + result.width <= PHONE.width, "the results are beside the screen");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Escape");
      expect(await shown(page, ".search-panel") === 0, "Escape does not close the results");
      expect(await page.evaluate(() => document.activeElement.localName) === "textarea", "Escape loses the field");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.type(" ");
      await page.waitForFunction(() => !document.querySelector(".search-panel").hidden);
      await page.keyboard.press("Enter");
      await page.waitForURL(article);
    }),
  },
  "a page that is not there offers what its address says": {
    find: ({ kind, html }) => kind === "404" && html.includes('class="recent" data-script'),
    act: async (site) => {
      const { html } = site.pages.find(({ kind }) => kind === "404");
      const other = site.pages.find((page) => page.kind === "article" && !html.includes(`${new URL(page.url).pathname}"`));
      // A small hub lists all of its articles anyway.
      if (!other) return;
      const { url } = other;
      await visit(site.browser, `${url.replace(/\/$/, "")}-old.html`, {}, (page) =>
        page.waitForFunction((wanted) => {
          const links = [...document.querySelectorAll(".recent a")];
          return links.slice(0, 4).some((link) => link.href === wanted);
        }, url, { timeout: 5000 }));
    },
  },
  "an address that is mistyped breaks nothing": {
    find: ({ kind, html }) => kind === "404" && html.includes('class="recent" data-script'),
    act: async (site) => {
      const { url } = site.pages.find(({ kind }) => kind === "article");
      for (const end of ["-100%", "-%E0%A4", "-%zz"]) {
        await visit(site.browser, "about:blank", {}, async (page) => {
          const errors = [];
          page.on("pageerror", (error) => errors.push(error.message));
          await page.goto(url.replace(/\/$/, end), { waitUntil: "networkidle" });
          expect(!errors.length, `${end}: ${errors}`);
        });
      }
    },
  },
  "an old address leads to the new one, with query and fragment": {
    find: ({ kind }) => kind === "redirect",
    act: async (site, url) => {
      const article = await visit(site.browser, "about:blank", { javaScriptEnabled: false }, async (page) => {
        // Without scripts the page refreshes itself; its target is read from the HTML.
        const html = await (await page.request.get(url)).text();
        const to = new URL(html.match(/<a href="([^"]+)"/)[1], url).href;
        await page.goto(url);
        await page.waitForURL(to);
        return to;
      });
      await visit(site.browser, "about:blank", {}, async (page) => {
        const violations = [];
        page.on("console", (message) => { if (message.type() === "error") violations.push(message.text()); });
        for (const rest of ["?utm=a%20b&x=1#faq", "#faq", "?x", ""]) {
          await page.goto(url + rest);
          await page.waitForURL(article + rest);
          await page.waitForTimeout(200);
          expect(page.url() === article + rest, `${rest} becomes ${page.url()}`);
        }
        expect(!violations.length, `${violations}`);
      });
    },
  },
};
