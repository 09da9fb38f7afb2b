// Every kind of page is complete without JavaScript: it has the same text, and no dead controls.

import { each, visit } from "../site.mjs";

export default async function withoutScripts(site) {
  const problems = [];
  await each(site.kinds, async ({ path, url }) => {
    const [plain, rich] = await Promise.all([false, true].map((javaScriptEnabled) =>
      visit(site.browser, url, { javaScriptEnabled }, (page) => page.evaluate(words))));
    const missing = rich.words.filter((word) => !plain.words.includes(word));
    if (missing.length) problems.push(`${path}: only scripts show: ${missing.join(" | ")}`);
    if (plain.controls.length) problems.push(`${path}: dead without scripts: ${plain.controls.join(", ")}`);
  });
  return { problems };
}

/** The lines of text on the page, without controls that scripts add; and the controls. */
function words() {
  const controls = [...document.querySelectorAll("button, select, textarea, input:not([type=radio]), [onclick]")];
  // A button that sends a form to its address needs no script.
  const sends = (control) => control.type === "submit" && control.form?.hasAttribute("action");
  const visible = controls.filter((control) => control.checkVisibility({ visibilityProperty: true }) && !sends(control));
  const names = visible.map((control) => control.outerHTML.slice(0, 80));
  for (const control of controls) control.closest("label, button, search")?.remove();
  // Only a script can find out what the address of a 404 page may mean.
  document.querySelector(".recent[data-script]")?.remove();
  const lines = document.body.innerText.split("\n").map((line) => line.trim()).filter(Boolean);
  return { words: lines, controls: names };
}
