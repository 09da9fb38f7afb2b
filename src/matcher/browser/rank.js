// Ranking: all evidence for and against an article, in eighths of a bit.

import { align, explains } from "./align.js";
import { kindOf, placed } from "./codes.js";
import { candidates } from "./find.js";
import { div } from "./letters.js";
import { covers, lossOf, runsOn } from "./loss.js";
import { templates } from "./template.js";
import { read } from "./tokens.js";

/** The articles that may explain a text, likeliest first: for each, its texts, the best first. */
export async function rank(index, text) {
  const known = text.tokens.map(({ word }) => index.places.get(word) ?? -1);
  // `parts` counts values as one, `loose` are words that may be parts or typos of others.
  const paste = { tokens: text.tokens, known, parts: [0], places: { __proto__: null }, loose: [], deciding: [] };
  text.tokens.forEach(({ word, inside, hasDigit }, place, { length, [place - 1]: last }) => {
    paste.parts.push(paste.parts[place] + !(inside >= 0 && inside === last?.inside));
    (paste.places[word] ??= []).push(place);
    if (inside < 0 && !hasDigit && (known[place] < 0 || !place || place + 1 === length)) paste.loose.push(place);
  });
  const found = await candidates(index, text, paste);
  const entries = await index.entries(found.map(({ article }) => article));
  return found
    .map((candidate) => judge(index, paste, candidate, entries.get(candidate.article)))
    .sort(([a], [b]) => a.isOther - b.isOther || b.total - a.total || a.article - b.article);
}

function judge(index, paste, candidate, entry) {
  const from = Math.max(0, candidate.place - 128);
  const to = Math.min(candidate.place + 48, paste.tokens.length);
  const names = new Set();
  const { mentioned, article, code } = candidate;
  // A code needs no text.
  const texts = [["name", { tokens: [], gaps: [] }, -1], ...templates(index, entry).map((own, text) => [...own, text])].map(([source, own, text]) => {
    if (source === "name") for (const { word } of own.tokens) names.add(word);
    return { source, own, text, alignment: align(own, paste, from, to), paste, article, entry, mentioned };
  });
  return texts
    .sort((a, b) => b.alignment.score - a.alignment.score)
    .filter(({ alignment: { pairs }, source }, at) => !at || mentioned.length || (pairs.length && source === "message"))
    .map((one) => {
      const { alignment: { score, pairs }, own } = one;
      // A code that is also in the text counts less the second time.
      const twice = pairs.reduce((sum, [row, place]) => sum + (covers(mentioned, place) ? own.tokens[row].weight : 0), 0);
      const isOther = !code && entry.code != null && paste.deciding.some(([at, count]) => at >= from && at < to
        && !paste.tokens.slice(at, at + count).every((_, next) => explains(one, at + next)));
      const contradiction = code ? 0 : contradictionOf(index, paste, entry.code, one);
      return {
        ...one,
        loss: { ...lossOf(index, one, names, code), contradiction },
        total: score + code - Math.min(twice, div(code, 2)) - contradiction,
        evidence: score + code,
        isOther,
        runsOn: runsOn(one, code),
      };
    });
}

/** The penalty if the paste names another code in a place for codes. */
function contradictionOf({ rules }, { tokens }, code, best) {
  if (code == null) return 0;
  const own = read(rules, code).tokens;
  const kind = own.length === 1 ? kindOf(own[0]) : undefined;
  let most = 0;
  tokens.forEach((_, at) => {
    const other = placed(tokens, at);
    if (other && !explains(best, at)) most = Math.max(most, other !== "SHORT" && other === kind ? 120 : 32);
  });
  return most;
}
