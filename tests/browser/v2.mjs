// The preview in Chromium, as an author uses it: `node preview.mjs ERRHUB [--only STORY,…] [--list]`.
//
// ERRHUB is the program. Each story has its own site and server, edits files, and watches what the
// browser shows. Nothing waits for a fixed time, only for what should happen. The output and the
// exit code are those of run.mjs.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { CHROMIUM, DESKTOP, FLAGS } from "./site.mjs";

/** The timeout of each wait in milliseconds, long enough for a busy machine. */
const PATIENCE = 30_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean" }, only: { type: "string" } },
});

/** A site that is being edited, and the server that shows it. */
class Preview {
  static async of(files, options = []) {
    const root = await mkdtemp(join(tmpdir(), "errhub-preview-"));
    const preview = new Preview();
    Object.assign(preview, { root, options, said: "" });
    for (const [path, text] of Object.entries(files)) await preview.write(path, text);
    await preview.start("0");
    return preview;
  }

  /** Starts the server, and reads the address that it prints. */
  async start(port) {
    const words = ["serve", "--root", this.root, "--port", port, ...this.options];
    this.process = spawn(positionals[0], words, { stdio: ["ignore", "ignore", "pipe"] });
    this.ended = new Promise((done) => this.process.once("exit", done));
    this.said = "";
    this.process.stderr.setEncoding("utf8").on("data", (text) => { this.said += text; });
    const [, url] = await this.says(/Preview at (\S+)/);
    this.url = url;
    this.port = new URL(url).port;
  }

  /** Waits until the terminal shows something. */
  async says(pattern) {
    for (;;) {
      const match = this.said.match(pattern);
      if (match) return match;
      await new Promise((done, fail) => {
        const late = setTimeout(() => fail(new Error(`the terminal does not say ${pattern} but “${this.said}”`)), PATIENCE);
        const over = () => {
          clearTimeout(late);
          done();
        };
        this.process.stderr.once("data", over);
      });
    }
  }

  async stop() {
    this.process.kill("SIGINT");
    await this.ended;
  }

  async write(path, text) {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  async edit(path, from, to) {
    const text = await readFile(join(this.root, path), "utf8");
    expect(text.includes(from), `${path} has no “${from}”`);
    await this.write(path, text.replace(from, to));
  }

  move(from, to) {
    return rename(join(this.root, from), join(this.root, to));
  }

  remove(path) {
    return rm(join(this.root, path), { recursive: true });
  }

  async end() {
    await this.stop();
    await rm(this.root, { recursive: true });
  }
}

/** The long text of an article, so that there is something to scroll. */
const LONG = Array.from({ length: 60 }, (_, line) => `Paragraph ${line} of a long article.\n`).join("\n");

const article = (title, text = "It is short and stout.") => `---
title: ${title}
quick_answer: Ask for tea.
methods:
  - title: Use another pot
    body: Any pot will do.
faq:
  - question: Is it a joke?
    answer: Yes.
updated: 2026-01-31
---
${text}
`;

const SITE = {
  "site.yaml": "title: Tiny hub\nbase_url: https://example.com/errors/\n",
  "content/http/_index.md": "---\ntitle: HTTP\n---\n",
  "content/http/kettle.md": article("Kettle"),
  "content/http/teapot.md": article("Teapot", `The first words.\n\n${LONG}`),
};
const TEAPOT = "content/http/teapot.md";
const KETTLE = "content/http/kettle.md";

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** Opens a page of the preview, and counts how often it loads. */
async function open(context, preview, path) {
  const page = await context.newPage();
  await page.goto(new URL(path, preview.url).href);
  page.loads = 0;
  page.on("load", () => { page.loads += 1; });
  return page;
}

const shows = (page, text) => page.waitForFunction((text) => document.body.textContent.includes(text), text);
const overlay = (page) => page.locator("errhub-overlay [role=alertdialog]");

const STORIES = {
  "a save reloads the page where it was scrolled to, and no other page": async ({ preview, context }) => {
    const teapot = await open(context, preview, "http/teapot/");
    const kettle = await open(context, preview, "http/kettle/");
    await teapot.evaluate(() => scrollTo(0, 700));
    await preview.edit(TEAPOT, "The first words.", "The second words.");
    await shows(teapot, "The second words.");
    await teapot.waitForFunction(() => scrollY === 700);
    await preview.edit(KETTLE, "short", "tall");
    await shows(kettle, "tall and stout");
    expect(kettle.loads === 1, `the other page was loaded ${kettle.loads} times`);
    expect(teapot.loads === 1, `the page was loaded ${teapot.loads} times`);
  },

  "a style sheet is exchanged in a page that stays": async ({ preview, context }) => {
    await preview.write("static/assets/style.css", "body { color: rgb(1, 2, 3) }");
    const page = await open(context, preview, "http/teapot/");
    const color = (wanted) => page.waitForFunction((wanted) => getComputedStyle(document.body).color === wanted, wanted);
    await color("rgb(1, 2, 3)");
    await page.evaluate(() => { window.stays = true; });
    // The second save comes before the browser has loaded the style sheet of the first.
    let release = null;
    const held = new Promise((done) => { release = done; });
    let asked = 0;
    await page.route(/style\.[0-9a-f]+\.css/, async (route) => {
      asked += 1;
      if (asked === 1) await held;
      await route.continue();
    });
    const request = page.waitForRequest(/style\.[0-9a-f]+\.css/);
    await preview.write("static/assets/style.css", "body { color: rgb(4, 5, 6); outline-color: rgb(4, 5, 6) }");
    await request;
    await preview.write("static/assets/style.css", "body { color: rgb(7, 8, 9) }");
    await color("rgb(7, 8, 9)");
    await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
    release();
    expect(await page.evaluate(() => window.stays) && page.loads === 0, "the page was loaded again");
  },

  "templates, settings, pictures and scripts are saves too": async ({ preview, context }) => {
    await preview.write("static/pot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>');
    await preview.edit(TEAPOT, "The first words.", "![A pot](/pot.svg)");
    const page = await open(context, preview, "http/teapot/");
    const width = (wanted) => page.waitForFunction((wanted) => document.querySelector("main p img")?.naturalWidth === wanted, wanted);
    await width(20);
    await preview.write("static/pot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>');
    await width(40);
    await preview.edit("site.yaml", "Tiny hub", "Great hub");
    await shows(page, "Great hub");
    await preview.write("static/assets/errhub.js", "document.title = 'From a script';");
    await page.waitForFunction(() => document.title === "From a script");
    await preview.write("templates/article.html", '{% extends "base.html" %}{% block content %}A template of my own{% endblock %}');
    await shows(page, "A template of my own");
  },

  "articles that come, move and go": async ({ preview, context }) => {
    const hub = await open(context, preview, "http/");
    const page = await open(context, preview, "http/teapot/");
    await preview.write("content/http/cup.md", article("Broken cup"));
    await shows(hub, "Broken cup");
    await preview.move(TEAPOT, "content/http/samovar.md");
    await shows(page, "Page not found");
    await page.goto(new URL("http/samovar/", preview.url).href);
    await shows(page, "The first words.");
    await preview.move("content/http", "content/pots");
    await shows(page, "Page not found");
    await preview.move("content/pots", "content/http");
    await shows(page, "The first words.");
    await preview.remove("content/http/samovar.md");
    await shows(page, "Page not found");
    await hub.waitForFunction(() => !document.body.textContent.includes("Teapot"));
  },

  "a mistake is shown over the last good version until it is fixed": async ({ preview, context }) => {
    const page = await open(context, preview, "http/teapot/");
    await preview.edit(TEAPOT, "methods:", "<script>alert(1)</script>: <b>x</b>\nmetods:");
    await overlay(page).waitFor();
    await shows(page, "The first words.");
    const text = await overlay(page).innerText();
    for (const part of ["2 errors", "unknown key", `${TEAPOT}:4:1`, "<script>alert(1)</script>: <b>x</b>", "^^^", "did you mean `methods`?"]) {
      expect(text.includes(part), `the panel does not say “${part}” but “${text}”`);
    }
    expect(await overlay(page).locator("script, b").count() === 0, "the article's text is HTML in the panel");
    const links = await overlay(page).locator("a").evaluateAll((links) => links.map(({ href }) => href));
    expect(links.includes(`edit://${join(preview.root, TEAPOT)}:4:1`), `the editor is opened by ${links}`);
    await preview.edit(KETTLE, "faq:", "fag:");
    await page.waitForFunction(() => document.querySelector("errhub-overlay").shadowRoot.textContent.includes("fag"));
    await preview.edit(KETTLE, "fag:", "faq:");
    await preview.write(TEAPOT, article("Teapot", "It is fixed."));
    await shows(page, "It is fixed.");
    await overlay(page).waitFor({ state: "hidden" });
    await preview.says(/fixed; left: 2 warnings[^]*Preview at \S+/);
    // A fix that does not change the page does not reload it.
    await page.evaluate(() => { window.stays = true; });
    await preview.edit(KETTLE, "faq:", "fag:");
    await overlay(page).waitFor();
    await preview.edit(KETTLE, "fag:", "faq:");
    await overlay(page).waitFor({ state: "hidden" });
    expect(await page.evaluate(() => window.stays), "the page was loaded again");
  },

  "the panel is accessible, and can be dismissed": async ({ preview, context }) => {
    const page = await open(context, preview, "http/teapot/");
    await page.locator("main a, main summary").first().focus();
    const before = await page.evaluate(() => document.activeElement.outerHTML);
    await preview.edit(TEAPOT, "methods:", "metods:");
    await overlay(page).waitFor();
    const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute("role"));
    expect(await focused() === "alertdialog", "the panel has not the focus");
    await accessible(page);
    await page.keyboard.press("Escape");
    await overlay(page).waitFor({ state: "hidden" });
    expect(await page.evaluate(() => document.activeElement.outerHTML) === before, "the focus is lost");
    // Dismissed mistakes stay dismissed on other pages, until there are new ones.
    await page.goto(new URL("http/kettle/", preview.url).href);
    await preview.edit(KETTLE, "short", "tall");
    await shows(page, "tall and stout");
    expect(await overlay(page).isHidden(), "what was dismissed is shown again");
    await preview.edit(KETTLE, "faq:", "fag:");
    await overlay(page).waitFor();
    await overlay(page).getByRole("button", { name: "Dismiss" }).click();
    await overlay(page).waitFor({ state: "hidden" });
  },

  "a browser that was cut off says so, and catches up": async ({ preview, context }) => {
    const page = await open(context, preview, "http/teapot/");
    const kettle = await open(context, preview, "http/kettle/");
    await preview.stop();
    await page.locator("errhub-overlay [role=status]").waitFor();
    await preview.edit(TEAPOT, "The first words.", "Written in the meantime.");
    await preview.start(preview.port);
    await shows(page, "Written in the meantime.");
    await kettle.locator("errhub-overlay [role=status]").waitFor({ state: "hidden" });
    expect(kettle.loads === 0, "a page that is the same was loaded again");
    await context.setOffline(true);
    await preview.edit(TEAPOT, "Written in the meantime.", "Written without a network.");
    await context.setOffline(false);
    await shows(page, "Written without a network.");
  },

  "a page from the history is up to date": async ({ preview, context }) => {
    const page = await open(context, preview, "http/teapot/");
    await page.evaluate(() => { window.stays = true; });
    await page.goto(new URL("http/kettle/", preview.url).href);
    await preview.edit(TEAPOT, "The first words.", "The second words.");
    await preview.says(/Updated/);
    await page.evaluate(() => history.back());
    await page.waitForURL(/teapot/);
    await shows(page, "The second words.");
  },

  "more tabs than a browser has connections": async ({ preview, context }) => {
    const tabs = [];
    for (let tab = 0; tab < 8; tab += 1) {
      // Without a screen every tab is in front, so tabs are told when they are in the background.
      if (tabs.length) await visible(tabs.at(-1), "hidden");
      tabs.push(await open(context, preview, tab ? "http/kettle/" : "http/teapot/"));
    }
    await preview.edit(KETTLE, "short", "tall");
    await shows(tabs.at(-1), "tall and stout");
    await preview.edit(TEAPOT, "The first words.", "The second words.");
    await visible(tabs[0], "visible");
    await shows(tabs[0], "The second words.");
  },

  "pages of the preview's own stay as long as they are the same": async ({ preview, context }) => {
    await context.route(/_errhub\/$/, async (r) => { const a = await r.fetch(); let b = await a.text(); b = b.replace(/<section aria-labelledby=.try[^]*?<\/section>/, ""); await r.fulfill({ response: a, body: b }); });
    const pages = [];
    for (const path of ["/", "/_errhub/", "nowhere/"]) pages.push(await open(context, preview, path));
    await shows(pages[0], "/errors/");
    await preview.edit(TEAPOT, "methods:", "metods:");
    await shows(pages[1], "unknown key `metods`");
    await preview.edit(TEAPOT, "metods:", "methods:");
    await pages[1].waitForFunction(() => !document.body.textContent.includes("metods"));
    for (const page of pages.filter((page) => page !== pages[1])) {
      await overlay(page).waitFor({ state: "hidden" });
      expect(page.loads === 0, `${page.url()} was loaded ${page.loads} times`);
    }
  },

  "a site that is broken from the start is shown once it is fixed": async ({ context }) => {
    const preview = await Preview.of({ ...SITE, "site.yaml": "titel: Tiny hub\n" });
    try {
      const page = await open(context, preview, "/");
      await shows(page, "did you mean `title`?");
      await preview.edit("site.yaml", "titel", "tietl");
      await shows(page, "unknown key `tietl`");
      expect(await overlay(page).isHidden(), "the panel says once more what the page says");
      await preview.write("site.yaml", SITE["site.yaml"]);
      const [, url] = await preview.says(/Preview at (\S+) now/);
      await shows(page, "The site starts elsewhere");
      await page.goto(url);
      await shows(page, "Tiny hub");
      await overlay(page).waitFor({ state: "hidden" });
    } finally {
      await preview.end();
    }
  },

  "an article that is broken from the start is shown once it is fixed": async ({ context }) => {
    const broken = article("Teapot").replace("methods:", "metods:");
    const preview = await Preview.of({ ...SITE, [TEAPOT]: broken }, ["--editor", "edit:///{path}:{line}:{column}"]);
    try {
      const page = await open(context, preview, "http/teapot/");
      await shows(page, "did you mean `methods`?");
      expect(await overlay(page).isHidden(), "the panel says once more what the page says");
      const link = await page.locator("main a").first().getAttribute("href");
      expect(link === `edit://${join(preview.root, TEAPOT)}:4:1`, `the editor is opened by ${link}`);
      await accessible(page);
      await preview.write(TEAPOT, article("Teapot", "It is fixed."));
      await shows(page, "It is fixed.");
    } finally {
      await preview.end();
    }
  },

  "warnings are counted in the corner, which leads to the overview": async ({ preview, context }) => {
    const corner = (page) => page.getByRole("navigation", { name: "errhub preview" }).getByRole("link");
    const page = await open(context, preview, "http/teapot/");
    await page.getByRole("link", { name: "2 warnings" }).waitFor();
    await accessible(page);
    for (const viewport of [DESKTOP, { width: 320, height: 640 }]) {
      await page.setViewportSize(viewport);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const top = await corner(page).evaluate((link) => link.getBoundingClientRect().top);
      const end = await page.evaluate(() => document.body.getBoundingClientRect().bottom);
      expect(end <= top + 1, `the count covers the end of the page: ${end} > ${top}`);
    }
    await preview.edit(TEAPOT, "methods:", "metods:");
    await overlay(page).waitFor();
    expect(await corner(page).isHidden(), "the count is shown beside the panel");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "1 error" }).waitFor();
    await corner(page).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/_errhub/);
    await shows(page, "unknown key `metods`");
    await accessible(page);
  },

  "the overview lists a part of what is wrong": async ({ preview, context }) => {
    const page = await open(context, preview, "/_errhub/");
    const items = page.locator(".problems li");
    await preview.edit(TEAPOT, "methods:", "metods:");
    await items.first().locator(":text('metods')").waitFor();
    expect(await items.count() > 1, "there are warnings as well");
    await page.getByRole("navigation", { name: "Severity" }).getByRole("link", { name: "error" }).click();
    await page.getByText("1 diagnostic.").waitFor();
    await page.getByRole("link", { name: "Show all" }).click();
    await page.getByRole("textbox", { name: "What a reader might paste" }).fill("Kettle");
    await page.locator(".search-panel a", { hasText: "Kettle" }).waitFor();
    await page.getByLabel("Part of the file’s path").fill("kettle");
    await page.keyboard.press("Enter");
    await page.waitForURL(/file=kettle/);
    expect(!(await items.allInnerTexts()).some((text) => text.includes("metods")), "the filter does nothing");
    // The choice is kept when what is wrong changes.
    await preview.edit(KETTLE, "faq:", "fag:");
    await shows(page, "unknown key `fag`");
    expect(page.url().includes("file=kettle"), page.url());
    await accessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= 320), "it is wider than a phone");
  },

  "what the Content-Security-Policy forbids does not work here either": async ({ preview, context }) => {
    const page = await open(context, preview, "http/teapot/");
    const violation = page.waitForEvent("console", (message) => message.text().includes("Content Security Policy"));
    await preview.write("templates/article.html", '{% extends "base.html" %}{% block content %}<p>Mine</p><script>window.ran = true;</script>{% endblock %}');
    await violation;
    await shows(page, "Mine");
    expect(!await page.evaluate(() => window.ran), "a script inside of a page runs");
  },
};

/** Expects that axe reports nothing, in light and in dark mode. */
async function accessible(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }));
    expect(violations.length === 0, violations.map(({ help, nodes }) => `${colorScheme}: ${help}: ${nodes.map(({ html }) => html)}`).join("\n"));
  }
}

/** Makes a page believe that its tab was brought to the front or sent to the back. */
function visible(page, state) {
  return page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

async function run() {
  const wanted = values.only?.split(",") ?? Object.keys(STORIES);
  const unknown = wanted.filter((name) => !STORIES[name]);
  if (positionals.length !== 1 || unknown.length) {
    console.error(unknown.length ? `there is no story ${unknown}` : "which program? give the path of errhub");
    return 2;
  }
  // Pages in the history are kept alive, as in a real user's browser.
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  let failed = 0;
  try {
    for (const name of wanted) {
      const started = performance.now();
      const preview = await Preview.of(SITE, ["--editor", "edit:///{path}:{line}:{column}"]);
      const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
      context.setDefaultTimeout(PATIENCE);
      const problem = await STORIES[name]({ preview, context }).then(() => null, (error) => error);
      await context.close();
      await preview.end();
      failed += problem !== null;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${problem ? "not ok" : "ok"} ${name} (${seconds} s)`);
      if (problem) console.log(`  ${problem.stack.replaceAll("\n", "\n    ")}\n  The terminal:\n    ${preview.said.replaceAll("\n", "\n    ")}`);
    }
  } finally {
    await browser.close();
  }
  return failed ? 1 : 0;
}

if (values.list) {
  console.log(Object.keys(STORIES).join("\n"));
} else {
  process.exitCode = await run().catch((error) => {
    console.error(error);
    return 2;
  });
}
