// axe-core finds no violation on any kind of page: in light and dark mode, with more contrast and
// with system colours, on phone and desktop. The pages for servers beside the site and the offline
// copy are checked in light and dark mode.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { DESKTOP, PHONE, each, visit } from "../site.mjs";
import offline from "./offline.mjs";

/** Preferences that readers may set in their system. */
const MODES = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "more contrast": { contrast: "more" },
  "forced colours": { colorScheme: "dark", forcedColors: "active" },
};

export default async function accessible(site) {
  const problems = await offline(site);
  let runs = 0;
  const errorPages = ["502.html", "de/502.html"].map((name) => join(`${site.root}.error-pages`, "pages", name));
  const beside = errorPages.filter(existsSync).map((path) => ({ path, url: pathToFileURL(path).href, modes: ["light", "dark"], viewports: [PHONE] }));
  await each([...site.kinds, ...beside], async ({ path, url, modes = Object.keys(MODES), viewports = [PHONE, DESKTOP] }) => {
    for (const mode of modes) {
      const options = MODES[mode];
      for (const viewport of viewports) {
        const violations = await visit(site.browser, url, { ...options, viewport }, async (page) => {
          await page.evaluate(axe.source);
          // axe checks the colours of the style sheet, not those of the system.
          const rules = {
            "target-size": { enabled: true },
            "color-contrast": { enabled: !options.forcedColors },
            "color-contrast-enhanced": { enabled: Boolean(options.contrast) },
          };
          const result = await page.evaluate((rules) => window.axe.run(document, { resultTypes: ["violations"], rules }), rules);
          return result.violations;
        });
        runs += 1;
        for (const { id, help, nodes } of violations) {
          const where = nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary.split("\n").slice(1, 2)}`);
          problems.push(`${path} (${mode}, ${viewport.width} px): ${help} [${id}]\n${where.join("\n")}`);
        }
      }
    }
  });
  return { problems, measured: `${runs} runs` };
}
