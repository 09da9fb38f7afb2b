// Losses: what speaks against the text of an article, although its words are in a text.

import { div } from "./letters.js";
import { isNear } from "./words.js";

/** Whether a token is a part of a code, or so near to one. */
export const covers = (codes, at, near = 0) => codes.some(([from, count]) => at >= from - near && at < from + count + near);

const weight = (words) => words.reduce((sum, word) => sum + word.weight, 0);

/** Whether a token may be a bad typo of a word: worse than one that is matched. */
const isLike = (word, token) => !token.hasDigit && !word.hasDigit
  && isNear(word.letters, token.letters, Math.ceil(Math.min(word.letters.length, token.letters.length) / 3));

/** What a text has and the paste lacks, or the other way round. The article's `names` may be anywhere. */
export function lossOf(index, { paste: { tokens, known }, alignment: { pairs }, own: { tokens: words, gaps }, codes }, names) {
  const loss = { inner: 0, outer: 0, missing: 0 };
  if (!pairs.length) return loss;
  const [[top, start], [bottom, end]] = [pairs[0], pairs.at(-1)];
  const outside = codes.filter(([from]) => from < start || from > end);
  const isStrange = (at) => tokens[at].value < 0 && !names.has(tokens[at].word) && !covers(codes, at) && !covers(outside, at, 3);
  const says = (at) => {
    if (known[at] >= 0) return index.weights[known[at]];
    // A word may have been cut where the paste begins or ends.
    return at === 0 || at + 1 === tokens.length ? 0 : tokens[at].hasDigit ? 8 : 48;
  };
  const sum = (places) => places.reduce((all, at) => all + says(at), 0);
  const fills = (gap) => (gaps[gap].isOpen ? 3 : 0);
  let beside = 0;
  const walk = (at, step, { line }) => {
    for (; tokens[at]?.line === line; at += step) if (isStrange(at)) beside += says(at);
  };
  walk(start - 1 - fills(top), -1, tokens[start]);
  walk(end + 1 + fills(bottom + 1), 1, tokens[end]);
  loss.missing = weight(words.slice(0, top)) + weight(words.slice(bottom + 1));
  loss.outer = Math.min(loss.missing, beside);
  for (let next = 1; next < pairs.length; next += 1) {
    const [[row, place], [toRow, toPlace]] = [pairs[next - 1], pairs[next]];
    const places = [];
    for (let at = place + 1; at < toPlace; at += 1) if (isStrange(at)) places.push(at);
    const rest = words.slice(row + 1, toRow).filter((word) => {
      const found = places.findIndex((at) => isLike(word, tokens[at]));
      if (found < 0) return true;
      places.splice(found, 1);
      loss.inner += div(word.weight, 4);
      return false;
    });
    const missing = weight(rest);
    const more = gaps.slice(row + 1, toRow + 1).some(({ isOpen }) => isOpen) ? 0 : sum(places);
    // A number says nothing of the words.
    if (!more) loss.inner += missing;
    else loss.inner += missing && places.some((at) => !tokens[at].hasDigit) ? (missing + more) * 2 : Math.max(missing, more);
  }
  return loss;
}

/** Whether the sentence began before the text or goes on behind it; whether a code alone stands behind other words. */
export function runsOn({ rules: { cues } }, { paste: { tokens }, alignment: { pairs }, own: { gaps }, codes }) {
  const isPlain = (at) => tokens[at] && !tokens[at].hasDigit && tokens[at].value < 0;
  const isBehind = (at) => at > 0 && isPlain(at - 1) && !cues.has(tokens[at - 1].word);
  const isSameLine = (at) => tokens[at]?.line === tokens[at - 1]?.line;
  // Names with letters alone stand for themselves.
  if (pairs.every(([, place]) => covers(codes, place))) return codes.every(([at, count]) => tokens.slice(at, at + count).some(({ hasDigit }) => hasDigit) && isBehind(at) && isSameLine(at) && !tokens[at].isLabelled);
  if (codes.length) return false;
  const joins = (at) => tokens[at]?.before === "space" && isSameLine(at);
  const [[top, start], [bottom, end]] = [pairs[0], pairs.at(-1)];
  const { isOpen, signs } = gaps[bottom + 1];
  const before = joins(start) && isBehind(start) && !gaps[top].isOpen;
  // A value in quotation marks has an end; another one may be anything.
  if (before || (isOpen && !/['"`]$/.test(signs[0]))) return before;
  const at = end + 1 + (isOpen ? 3 : 0);
  const inLine = (at) => isPlain(at) && tokens[at].line === tokens[end].line;
  return inLine(at) && inLine(at + 1) && ((joins(at) && joins(at + 1)) || Boolean(inLine(at + 2)));
}
