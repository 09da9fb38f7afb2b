// Not a check: takes a screenshot of each kind of page, in light and dark, on phone and desktop.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, PHONE, visit } from "../site.mjs";

export default async function screenshots(site, { screenshots: folder = "screenshots" }) {
  await mkdir(folder, { recursive: true });
  let count = 0;
  for (const { path, kind, url } of site.kinds) {
    for (const colorScheme of ["light", "dark"]) {
      for (const [device, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
        const name = path.replace(/\/?(index)?\.html$/, "").replaceAll("/", "-");
        const file = join(folder, `${[kind, name].filter(Boolean).join("-")}-${colorScheme}-${device}.png`);
        await visit(site.browser, url, { colorScheme, viewport }, (page) => page.screenshot({ path: file, fullPage: true }));
        count += 1;
      }
    }
  }
  return { problems: [], measured: `${count} pictures in ${folder}` };
}
