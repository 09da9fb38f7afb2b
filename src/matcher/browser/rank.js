// Ranking: all evidence for and against an article, in eighths of a bit.

import { align, goesOn } from "./align.js";
import { kindOf } from "./codes.js";
import { candidates } from "./find.js";
import { div } from "./letters.js";
import { covers, lossOf, runsOn } from "./loss.js";
import { template, texts } from "./template.js";
import { read } from "./tokens.js";

/** The articles that may explain a text, likeliest first. */
export async function rank(index, text) {
  const known = text.tokens.map(({ word }) => index.places.get(word) ?? -1);
  const paste = { tokens: text.tokens, known, parts: [0] };
  text.tokens.forEach((_, place) => paste.parts.push(paste.parts[place] + !goesOn(paste, place)));
  const found = await candidates(index, text, known);
  const entries = await index.entries(found.map(({ article }) => article));
  return found
    .map((candidate) => judge(index, paste, candidate, entries.get(candidate.article)))
    .sort((a, b) => b.total - a.total || a.article - b.article);
}

function judge(index, paste, candidate, entry) {
  const from = Math.max(0, candidate.place - 128);
  const to = Math.min(candidate.place + 48, paste.tokens.length);
  let best = { alignment: { score: 0, matched: 0, pairs: [] }, own: { tokens: [], gaps: [], weight: 0 }, text: 0, source: "name" };
  const names = new Set();
  texts(entry).forEach(([source, line], text) => {
    const own = template(index, source, line);
    if (source === "name") for (const { word } of own.tokens) names.add(word);
    const alignment = align(own, paste, from, to);
    if (alignment.score > best.alignment.score) best = { alignment, own, text, source };
  });
  const { alignment, own } = best;
  const codes = [...new Map(candidate.codes.map((code) => [code.join(), code])).values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  // A code that is also in the text counts less the second time.
  const twice = alignment.pairs.reduce((sum, [row, place]) => sum + (covers(codes, place) ? own.tokens[row].weight : 0), 0);
  const code = candidate.code - Math.min(twice, div(candidate.code, 2));
  const contradiction = candidate.code === 0 ? contradictionOf(index, paste, entry.code) : 0;
  const laid = { paste, alignment, own, codes };
  return {
    ...best,
    article: candidate.article,
    entry,
    codes,
    // What says less than the code may be there by chance.
    loss: { ...(alignment.score > candidate.code ? lossOf(index, laid, names) : { inner: 0, outer: 0, missing: 0 }), contradiction },
    total: alignment.score + code - contradiction,
    evidence: alignment.score + candidate.code,
    runsOn: runsOn(index, laid),
  };
}

/** The penalty if the paste names another code in a place for codes. */
function contradictionOf({ rules }, { tokens }, code) {
  if (code == null) return 0;
  const own = read(rules, code).tokens;
  const kind = own.length === 1 ? kindOf(own[0]) : undefined;
  let most = 0;
  tokens.forEach((token, at) => {
    const isCued = at > 0 && rules.cues.has(tokens[at - 1].word);
    if (token.value >= 0 || token.isQuoted || !(isCued || token.isLabelled || token.isNegative)) return;
    const other = kindOf(token);
    // A short number is a code only after a cue word.
    if (other === undefined || (other === "SHORT" && !isCued)) return;
    most = Math.max(most, other !== "SHORT" && other === kind ? 120 : 32);
  });
  return most;
}
