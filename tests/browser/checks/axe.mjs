// axe-core finds no violation on any kind of page, in light and dark, on phone and desktop.

import axe from "axe-core";
import { DESKTOP, PHONE, each, visit } from "../site.mjs";

export default async function accessible(site) {
  const problems = [];
  let runs = 0;
  await each(site.kinds, async ({ path, url }) => {
    for (const colorScheme of ["light", "dark"]) {
      for (const viewport of [PHONE, DESKTOP]) {
        const violations = await visit(site.browser, url, { colorScheme, viewport }, async (page) => {
          await page.evaluate(axe.source);
          const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }));
          return result.violations;
        });
        runs += 1;
        for (const { id, help, nodes } of violations) {
          const where = nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary.split("\n").slice(1, 2)}`);
          problems.push(`${path} (${colorScheme}, ${viewport.width} px): ${help} [${id}]\n${where.join("\n")}`);
        }
      }
    }
  });
  return { problems, measured: `${runs} runs` };
}
