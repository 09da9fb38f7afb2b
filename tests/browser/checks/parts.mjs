// Every kind of page has its parts: landmarks, headings in order, links within the page that lead
// somewhere, machine-readable dates, drawings that are drawn, and the files that its head names.
// Controls are large enough for a finger, and readers who want no motion see none.

import { PHONE, each, visit } from "../site.mjs";

export default async function parts(site) {
  const problems = [];
  const named = new Set();
  await each(site.kinds, async ({ path, kind, url }) => {
    const found = await visit(site.browser, url, { viewport: PHONE }, async (page) => ({
      problems: [...await page.evaluate(anatomy, kind), ...await page.evaluate(small), ...await page.evaluate(moving)],
      files: await page.evaluate(namedFiles),
    }));
    problems.push(...found.problems.map((problem) => `${path}: ${problem}`));
    for (const file of found.files) named.add(file);
    problems.push(...await visit(site.browser, "about:blank", {}, async (page) => {
      // Without its style sheet, a page is plain but its drawings keep their size.
      await page.route(/\.css$/, (route) => route.abort());
      await page.goto(url, { waitUntil: "load" });
      return page.evaluate(largeDrawings);
    }).then((large) => large.map((drawing) => `${path}: without a style sheet ${drawing}`)));
  });
  problems.push(...await files(site, named));
  return { problems, measured: `${named.size} files are named` };
}

/** What is wrong with the order and the parts of a page. */
function anatomy(kind) {
  const problems = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const landmark of ["body > header", "body > main", "body > footer", "h1"]) {
    const count = all(landmark).length;
    if (count !== 1) problems.push(`has ${count} of ${landmark}`);
  }
  const levels = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.tagName[1]));
  const skipped = levels.findIndex((level, index) => level > (levels[index - 1] ?? 0) + 1);
  if (skipped >= 0) problems.push(`a heading of level ${levels[skipped]} follows one of level ${levels[skipped - 1] ?? 0}`);
  for (const link of all("a[href^='#']")) {
    if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) problems.push(`${link.hash} leads nowhere`);
  }
  for (const time of all("time")) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(time.dateTime)) problems.push(`“${time.textContent}” has no date for machines`);
  }
  for (const use of all("use")) {
    if (!document.querySelector(use.getAttribute("href"))) problems.push(`${use.getAttribute("href")} is not drawn`);
  }
  for (const drawing of all("svg.icon").filter((one) => one.checkVisibility())) {
    const { width, height } = drawing.getBBox();
    if (!width || !height) problems.push(`nothing is drawn in ${drawing.outerHTML.slice(0, 80)}`);
  }
  if (kind === "hub" && !document.querySelector("main").querySelector("a, button, textarea").closest("search")) problems.push("something comes before the search box");
  if (kind !== "hub" && kind !== "404" && all(".breadcrumbs [aria-current=page]").length !== 1) problems.push("no breadcrumb says where one is");
  if (kind !== "article") return problems;

  const order = [".breadcrumbs", "h1", ".quick-answer", ".methods", ".faq", ".related", ".article-footer"].map((part) => document.querySelector(part)).filter(Boolean);
  if (order.some((part, index) => index && !(order[index - 1].compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING))) {
    problems.push("its parts are not in the order in which one reads them");
  }
  const methods = all("ol.steps > li");
  if (methods.some((method, index) => method.value !== index + 1)) problems.push("its methods are not numbered");
  for (const part of [...methods, ...all(".question h3")]) {
    const anchor = part.querySelector("a.anchor")?.hash ?? "";
    if (!part.id || decodeURIComponent(anchor) !== `#${part.id}`) problems.push(`no link to ${part.outerHTML.slice(0, 80)}`);
  }
  const answers = all(".question > *").filter((part) => !part.checkVisibility());
  if (answers.length) problems.push("an answer is hidden from a search in the page");
  if (!document.querySelector(".stamps time")) problems.push("nothing says when it was updated");
  return problems;
}

/** Controls too small for a finger: a link in a sentence is as high as its line, others have 24 pixels. */
function small() {
  const stops = [...document.querySelectorAll("a[href], button, select, input, summary, label:has(input)")];
  const isInSentence = ({ parentElement: around }) =>
    [...around.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) || (around.matches("sup, strong, em, code") && isInSentence(around));
  return stops
    .filter((stop) => !stop.matches(".skip, [type=radio]"))
    .filter((stop) => stop.checkVisibility({ visibilityProperty: true }) && !isInSentence(stop))
    .map((stop) => ({ stop, boxes: [...stop.getClientRects()] }))
    .filter(({ boxes }) => boxes.every(({ width, height }) => width < 24 || height < 23.5))
    .slice(0, 5)
    .map(({ stop, boxes }) => `a finger may miss ${stop.outerHTML.slice(0, 80)} (${Math.round(boxes[0]?.width)} × ${Math.round(boxes[0]?.height)} px)`);
}

/** What moves although the reader prefers no motion. */
function moving() {
  const isMoving = (element) => {
    const { scrollBehavior, transitionDuration, animationName } = getComputedStyle(element);
    return scrollBehavior === "smooth" || /[1-9]/.test(transitionDuration) || animationName !== "none";
  };
  return [...document.querySelectorAll("*")].filter(isMoving).slice(0, 3).map((element) => `there is motion in ${element.outerHTML.slice(0, 60)}`);
}

/** The addresses of the icon, the manifest and the picture. */
function namedFiles() {
  const links = [...document.querySelectorAll("link[rel=icon], link[rel=apple-touch-icon], link[rel=manifest]")].map((link) => link.href);
  return [...links, ...[...document.querySelectorAll("meta[property='og:image']")].map((meta) => meta.content)];
}

function largeDrawings() {
  const all = [...document.querySelectorAll("svg")].map((drawing) => ({ drawing, box: drawing.getBoundingClientRect() }));
  return all.filter(({ box }) => box.width > 32 || box.height > 32).map(({ drawing, box }) => `${drawing.outerHTML.slice(0, 60)} is ${Math.round(box.width)} px wide`);
}

/** What is wrong with the files named in the heads of pages. */
async function files(site, named) {
  const problems = [];
  const isManifest = (address) => address.endsWith(".webmanifest");
  await visit(site.browser, "about:blank", {}, async (page) => {
    const load = async (address) => {
      const answer = await page.request.get(address);
      if (!answer.ok()) problems.push(`${address}: ${answer.status()}`);
      return answer;
    };
    for (const address of named) {
      const answer = await load(address);
      if (!answer.ok()) continue;
      if (address.endsWith("/card.png")) {
        const size = pngSize(await answer.body());
        if (size !== "1200x630") problems.push(`${address}: ${size} pixels`);
      }
      if (!isManifest(address)) continue;
      const { name, start_url: start, icons } = await answer.json();
      if (!name || !start) problems.push(`${address}: no name or no start`);
      for (const icon of icons) {
        const drawn = await load(new URL(icon.src, address).href);
        const size = icon.type === "image/png" ? pngSize(await drawn.body()) : icon.sizes;
        if (size !== icon.sizes) problems.push(`${icon.src} is said to be ${icon.sizes} and is ${size}`);
      }
    }
  });
  if (![...named].some(isManifest)) problems.push("no page names a manifest");
  return problems;
}

/** The width and height in the header of a PNG. */
function pngSize(bytes) {
  return bytes.toString("latin1", 1, 4) === "PNG" ? `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}` : "no PNG";
}
