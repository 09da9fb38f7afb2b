// Every page is valid: the Nu HTML checker and html-validate report nothing.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import vnu from "vnu-jar";

const RULES = {
  // A matter of taste: the templates use the short form of boolean attributes and void elements.
  "attribute-boolean-style": ["error", { style: "omit" }],
  "doctype-style": ["error", { style: "lowercase" }],
  "void-style": ["error", { style: "omit" }],
  // Lines end where the templates end them.
  "no-trailing-whitespace": "off",
  // HTML allows any id without white space, and questions about errors often begin with a number.
  "valid-id": ["error", { relaxed: true }],
  // Search engines cut titles, and the length of an error's name is a given.
  "long-title": "off",
  // Integrity is for files from other sites; pages have none.
  "require-sri": ["error", { target: "crossorigin" }],
};

export default async function html(site) {
  const problems = [...await nu(site), ...await htmlValidate(site)];
  return { problems, measured: `${site.pages.length} pages` };
}

async function nu(site) {
  const options = ["-jar", vnu, "--format", "json", "--also-check-svg", "--skip-non-html", site.root];
  const { stderr } = await promisify(execFile)("java", options, { maxBuffer: 1 << 28 }).catch((error) => error);
  if (!stderr.trimStart().startsWith("{")) return [`the Nu checker did not run: ${stderr}`];
  // It knows neither all CSS properties nor the hash of a long text, and treats data as a script.
  const isKnown = ({ url, message }) => url.endsWith("/offline.html") && /^CSS: |violates Content Security Policy/.test(message);
  return JSON.parse(stderr).messages.filter((one) => !isKnown(one)).map(({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message} ${extract ?? ""}`);
}

async function htmlValidate(site) {
  const loader = new StaticConfigLoader({ extends: ["html-validate:recommended", "html-validate:document"], rules: RULES });
  const validator = new HtmlValidate(loader);
  const problems = [];
  for (const { path, html: text } of site.pages) {
    const report = await validator.validateString(text, path);
    for (const { messages } of report.results) {
      problems.push(...messages.map(({ line, ruleId, message }) => `${path}:${line}: ${message} (${ruleId})`));
    }
  }
  return problems;
}
