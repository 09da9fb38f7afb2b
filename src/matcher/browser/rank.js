// Ranking: all evidence for and against an article, in eighths of a bit.

import { align, goesOn } from "./align.js";
import { kindOf } from "./codes.js";
import { candidates } from "./find.js";
import { div } from "./letters.js";
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
  texts(entry).forEach(([source, line], text) => {
    const own = template(index, source, line);
    const alignment = align(own, paste, from, to);
    if (alignment.score > best.alignment.score) best = { alignment, own, text, source };
  });
  const { alignment, own } = best;
  const codes = [...new Map(candidate.codes.map((code) => [code.join(), code])).values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  // A code that is also in the text counts less the second time.
  const isCode = (place) => codes.some(([first, count]) => first <= place && place < first + count);
  const twice = alignment.pairs.reduce((sum, [row, place]) => sum + (isCode(place) ? own.tokens[row].weight : 0), 0);
  const code = candidate.code - Math.min(twice, div(candidate.code, 2));
  const contradiction = candidate.code === 0 ? contradictionOf(index, paste, entry.code) : 0;
  const lost = Math.min(own.weight - alignment.matched, strange(index, paste, alignment, own, codes)) + contradiction;
  return {
    ...best,
    article: candidate.article,
    entry,
    codes,
    contradiction,
    lost,
    total: alignment.score + code - contradiction,
    evidence: alignment.score + candidate.code,
    runsOn: runsOn(index, paste, alignment, own),
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

/** The weight of everything unexplained in the lines of the paste that the text matches. */
function strange(index, { tokens, known }, { pairs }, own, codes) {
  const [first, last] = [pairs[0], pairs.at(-1)];
  const start = first?.[1] ?? codes[0]?.[0];
  if (start === undefined) return 0;
  const end = last?.[1] ?? start;
  const explained = new Set();
  const explain = (from, to) => {
    for (let at = Math.max(0, from); at < Math.min(to, tokens.length); at += 1) explained.add(at);
  };
  for (const [place, count] of codes) explain(place, place + count);
  pairs.forEach(([row, place], at) => {
    explain(place, place + 1);
    const next = pairs[at + 1];
    if (next && own.gaps.slice(row + 1, next[0] + 1).some(({ isOpen }) => isOpen)) explain(place, next[1]);
  });
  if (first) {
    if (own.gaps[first[0]].isOpen) explain(start - 3, start);
    if (own.gaps[last[0] + 1].isOpen) explain(end, end + 4);
  }
  return tokens.reduce((sum, token, at) => {
    if (token.line < tokens[start].line || token.line > tokens[end].line || explained.has(at) || token.value >= 0) return sum;
    if (known[at] >= 0) return sum + index.weights[known[at]];
    // A word may be cut off at the beginning or end of the paste.
    return at === 0 || at + 1 === tokens.length ? sum : sum + (token.hasDigit ? 8 : 48);
  }, 0);
}

/** Whether a plain word directly precedes the text, or two directly follow it. */
function runsOn({ rules }, { tokens }, { pairs }, own) {
  if (!pairs.length) return false;
  const isPlain = (at) => tokens[at] && !tokens[at].hasDigit && tokens[at].value < 0;
  const joins = (at) => tokens[at]?.before === "space" && tokens[at].line === tokens[at - 1].line;
  const [first, behind] = [pairs[0][1], pairs.at(-1)[1] + 1];
  return (first > 0 && joins(first) && isPlain(first - 1) && !rules.cues.has(tokens[first - 1].word) && !own.gaps[0].isOpen)
    || Boolean(joins(behind) && joins(behind + 1) && isPlain(behind) && isPlain(behind + 1) && !own.gaps.at(-1).isOpen);
}
