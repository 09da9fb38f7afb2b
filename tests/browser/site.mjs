// A built site: its pages by kind, served as by a host, and a browser to look at it.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { extname, join, relative, resolve, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** No sandbox, as containers have none; no background requests to the network. */
export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars",
];

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

/** Opens the site in `folder`: serves it and starts the browser. */
export async function open(folder) {
  const root = resolve(folder);
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => relative(root, join(file.parentPath, file.name)).split(sep).join("/")).sort();
  const home = await readFile(join(root, "index.html"), "utf8");
  const base = new URL(home.match(/<link rel="canonical" href="([^"]+)"/)[1]);
  const host = await serve(root, base);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  // The offline copy is opened from disk, by a check of its own.
  const htmlFiles = paths.filter((path) => path.endsWith(".html") && path !== "offline.html");
  const pages = await Promise.all(htmlFiles.map((path) => page(root, path, host.origin + base.pathname)));
  return {
    root,
    browser,
    origin: host.origin,
    base: base.pathname,
    pages,
    kinds: kinds(pages),
    async close() {
      await browser.close();
      host.close();
    },
  };
}

/** A page: its file, address, kind and HTML. */
async function page(root, path, home) {
  const html = await readFile(join(root, path), "utf8");
  const kind = html.match(/<body class="page-([^"]+)"/)?.[1] ?? "redirect";
  return { path, kind, html, url: home + path.replace(/(^|\/)index\.html$/, "$1") };
}

/** The pages to look at closely: the longest of each kind, and also the shortest article. */
function kinds(pages) {
  const longestFirst = pages.filter(({ kind }) => kind !== "redirect").toSorted((a, b) => b.html.length - a.html.length);
  return Object.values(Object.groupBy(longestFirst, ({ kind }) => kind)).flatMap((same) =>
    same[0].kind === "article" && same.length > 1 ? [same[0], same.at(-1)] : same.slice(0, 1));
}

/**
 * Serves `root` below the path of `base`, with the headers of `_headers`. The address in the pages
 * is replaced by this server's, as if the hub were published here.
 */
async function serve(root, base) {
  const headers = parseHeaders(await readFile(join(root, "_headers"), "utf8"));
  const read = (path) => readFile(join(root, path)).catch(() => null);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = decoded(pathname);
    let file = path.startsWith(base.pathname) ? path.slice(base.pathname.length) : null;
    if (file === "" || file?.endsWith("/")) file += "index.html";
    let body = file === null || file.split("/").includes("..") ? null : await read(file);
    const status = body ? 200 : 404;
    if (!body) {
      file = "404.html";
      body = await read(file);
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(status, {
      "content-type": type,
      "content-encoding": "gzip",
      ...Object.assign({}, ...headers.filter(({ matches }) => matches(pathname)).map(({ fields }) => fields)),
    });
    const text = /text|json|xml|javascript/.test(type);
    response.end(gzipSync(text ? body.toString().replaceAll(base.origin, origin) : body, { level: 9 }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, close: () => server.close() };
}

/** The path of an address; one that cannot be decoded names no file, and is kept as it is. */
function decoded(pathname) {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** The rules of a `_headers` file: a path with `*`, with the headers below it. */
function parseHeaders(text) {
  const rules = [];
  for (const line of text.split("\n").filter(Boolean)) {
    if (/^\s/.test(line)) {
      const colon = line.indexOf(":");
      rules.at(-1).fields[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
    } else {
      const pattern = new RegExp(`^${line.trim().split("*").map(RegExp.escape).join(".*")}$`);
      rules.push({ matches: (path) => pattern.test(path), fields: {} });
    }
  }
  return rules;
}

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

/** The timeout of each wait, in milliseconds. */
const PATIENCE = 10_000;

/** Opens `url` in its own window while `look` runs. */
export async function visit(browser, url, options, look) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "load" });
    return await look(page, context);
  } finally {
    await context.close();
  }
}

/** How many windows are open at once. */
const AT_ONCE = 4;

/** Runs `work` for each of `items`, a few at a time. */
export async function each(items, work) {
  const rest = [...items].values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const item of rest) await work(item);
  }));
}
