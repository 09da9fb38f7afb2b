// Every page loads without complaints under its Content-Security-Policy: no violations, no errors
// in the console, no failed requests, nothing from other sites, and no layout shifts.

import { DESKTOP, PHONE, each } from "../site.mjs";

/** The sample size for a hub with many pages. */
const MANY = 20;
/** How long after loading a page is idle, in milliseconds. */
const SETTLE = 150;
/** The delay of scripts, in milliseconds. */
const LATE = 250;

export default async function quiet(site) {
  const problems = [];
  const step = Math.ceil(site.pages.length / MANY);
  const pages = new Set([...site.kinds, ...site.pages.filter((page, index) => page.kind !== "redirect" && index % step === 0)]);
  let shift = 0;
  await each(pages, async (page) => {
    for (const viewport of site.kinds.includes(page) ? [PHONE, DESKTOP] : [PHONE]) {
      const { complaints, moved, movers } = await load(site, page, viewport);
      problems.push(...complaints.map((complaint) => `${page.path}: ${complaint}`));
      if (moved > 0) problems.push(`${page.path}: its parts move while it loads (${moved.toFixed(4)} at ${viewport.width} px): ${movers.join(" … ")}`);
      shift = Math.max(shift, moved);
    }
  });
  return { problems, measured: `${pages.size} pages, largest layout shift ${shift}` };
}

async function load(site, { url }, viewport) {
  const complaints = [];
  const context = await site.browser.newContext({ viewport });
  await context.addInitScript(() => {
    window.seen = { violations: [], moved: 0, movers: [] };
    addEventListener("securitypolicyviolation", (event) => seen.violations.push(`${event.effectiveDirective} forbids ${event.blockedURI}`));
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries()) {
        seen.moved += value;
        seen.movers.push(...sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 60)));
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("request", (request) => request.url().startsWith(site.origin) || complaints.push(`from elsewhere: ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()}: ${response.url()}`));
  // The worst case for layout: the page is painted long before its scripts run.
  await page.route(/\/errhub\.[0-9a-f]+\.js$/, async (route) => {
    await new Promise((done) => setTimeout(done, LATE));
    await route.continue();
  });
  await page.goto(url, { waitUntil: "load" });
  // A 404 page rearranges its list as soon as it has the index.
  if (await page.$(".recent[data-script]")) await page.waitForLoadState("networkidle");
  await page.waitForTimeout(SETTLE);
  const { violations, moved, movers } = await page.evaluate(() => seen);
  await context.close();
  return { complaints: [...complaints, ...violations], moved, movers };
}
