// The keyboard alone reaches every link and control on each kind of page, and the focus is always
// visible.

import { DESKTOP, PHONE, each, visit } from "../site.mjs";

/** Longer pages are tested for this many steps. */
const STEPS = 400;

export default async function keyboard(site) {
  const problems = [];
  let steps = 0;
  await each(site.kinds, async ({ path, url }) => {
    for (const viewport of [PHONE, DESKTOP]) {
      await visit(site.browser, url, { viewport }, async (page) => {
        // The 404 page first finds out what its address may mean.
        await page.waitForLoadState("networkidle");
        const expected = await page.evaluate(mark);
        const seen = new Set();
        for (let step = 0; step < STEPS; step += 1) {
          await page.keyboard.press("Tab");
          const stop = await page.evaluate(describe);
          if (!stop || seen.has(stop.number)) break;
          seen.add(stop.number);
          steps += 1;
          if (stop.number === 0 && !stop.skip) problems.push(`${path}: the first stop is not the skip link`);
          if (!stop.ring) problems.push(`${path}: no visible focus on ${stop.html}`);
          if (stop.isCut) problems.push(`${path}: the focus is cut off on ${stop.html}`);
          if (!stop.onScreen) problems.push(`${path}: the focus is off the screen on ${stop.html}`);
        }
        const missed = expected.filter(({ number }) => !seen.has(number));
        if (seen.size < STEPS && missed.length) problems.push(`${path}: Tab does not reach ${missed.map(({ html }) => html).join(", ")}`);
        await page.evaluate(() => document.querySelector(".skip").focus());
        await page.keyboard.press("Enter");
        await page.waitForURL(({ hash }) => hash === "#content", { timeout: 5000 })
          .catch(() => problems.push(`${path}: the skip link leads nowhere`));
      });
    }
  });
  return { problems, measured: `${steps} stops` };
}

/** Numbers the elements that the Tab key has to reach; in a group of radio buttons, the checked one. */
function mark() {
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const reachable = stops.filter((stop) =>
    (stop.matches(".skip") || stop.checkVisibility({ visibilityProperty: true })) && !(stop.type === "radio" && !stop.checked));
  return reachable.map((stop, number) => {
    stop.dataset.number = number;
    return { number, html: stop.outerHTML.slice(0, 80) };
  });
}

function describe() {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const ringed = stop.type === "radio" ? stop.nextElementSibling : stop;
  const { outlineOffset, outlineWidth } = getComputedStyle(ringed);
  const around = parseFloat(outlineOffset) + parseFloat(outlineWidth);
  const cutsAt = (element) => (element === document.body ? null : getComputedStyle(element).overflowX === "visible" ? cutsAt(element.parentElement) : element);
  const edge = cutsAt(stop.parentElement)?.getBoundingClientRect();
  const box = ringed.getBoundingClientRect();
  return {
    number: Number(stop.dataset.number),
    skip: stop.matches(".skip"),
    html: stop.outerHTML.slice(0, 80),
    ring: shown(stop) || (stop.nextElementSibling && shown(stop.nextElementSibling)),
    isCut: Boolean(edge) && (box.left - around < edge.left - 1 || box.right + around > edge.right + 1),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}
