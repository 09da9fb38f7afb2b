// Losses: what speaks against the text of an article, although its words are in a text.

import { beyond } from "./align.js";
import { placed } from "./codes.js";
import { div } from "./letters.js";
import { isNear } from "./words.js";

/** Whether a token is a part of a code, or so near to one. */
export const covers = (codes, at, near = 0) => codes.some(([from, count]) => at >= from - near && at < from + count + near);

const weight = (words) => words.reduce((sum, word) => sum + word.weight, 0);

/** Whether a token may be a bad typo of a word: worse than one that is matched. */
const isLike = (word, token) => !token.hasDigit && !word.hasDigit
  && isNear(word.letters, token.letters, Math.ceil(Math.min(word.letters.length, token.letters.length) / 3));

/** What a text has and the paste lacks, or the other way round. The article's `names` may be anywhere. */
export function lossOf(index, { paste: { tokens, known }, alignment: { score, pairs }, own: { tokens: words, gaps }, mentioned }, names, code) {
  const loss = { inner: 0, outer: 0, missing: 0 };
  // What says less than the code may be there by chance.
  if (score <= code) return loss;
  const [[top, start], [bottom, end]] = [pairs[0], pairs.at(-1)];
  const outside = mentioned.filter(([from]) => from < start || from > end);
  const isStrange = (at) => tokens[at].inside < 0 && !names.has(tokens[at].word) && !(tokens[at].isLabelled && tokens[at].isCue) && !covers(mentioned, at) && !covers(outside, at, 3);
  const says = (at) => {
    const { letters, hasDigit } = tokens[at];
    const isEnd = !at || !tokens[at + 1];
    // What is first or last may be the rest of something that was cut.
    if ((!at && hasDigit) || (isEnd && letters.length < 2)) return 0;
    return known[at] >= 0 ? index.weights[known[at]] : isEnd ? 0 : hasDigit ? 8 : 48;
  };
  const sum = (places) => places.reduce((all, at) => all + says(at), 0);
  let beside = 0;
  const walk = (at, step, { line }) => {
    for (; tokens[at]?.line === line; at += step) if (isStrange(at)) beside += says(at);
  };
  walk(beyond(tokens, start, gaps[top].isOpen)[0] - 1, -1, tokens[start]);
  walk(beyond(tokens, end, gaps[bottom + 1].isOpen)[1], 1, tokens[end]);
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

/** Whether the sentence began before the text, goes on after it, or ends with another number; whether a code that counts more is a part of a sentence, or of what has a code of its own. */
export function runsOn({ paste: { tokens }, alignment: { score, pairs }, own: { gaps, tokens: words }, mentioned }, code) {
  const isBeside = (word, at) => word?.line === tokens[at].line && !word.hasDigit && word.inside < 0;
  const isBehind = (at) => isBeside(tokens[at - 1], at) && !tokens[at - 1].isCue;
  if (score <= code) {
    return mentioned.every(([at, count]) => {
      let isParameter = isBehind(at) && !tokens[at].isLabelled;
      for (let before = at; tokens[before]?.line === tokens[at].line; before -= 1) isParameter ||= !covers(mentioned, before) && placed(tokens, before);
      // Nobody uses a name in passing.
      return isParameter && tokens[at + count - 1].hasDigit;
    });
  }
  if (mentioned.length) return false;
  const [[top, start], [bottom, end]] = [pairs[0], pairs.at(-1)];
  const { isOpen, signs } = gaps[bottom + 1];
  const [from] = beyond(tokens, start, true);
  const [, next] = beyond(tokens, end, isOpen);
  // Other words are where the text has some before its slot.
  return (gaps[top].isOpen ? top && tokens.slice(from, start).some((word) => isBeside(word, start)) : tokens[start].before === " " && isBehind(start))
    // A value in quotation marks or brackets has an end; another one may be anything.
    || ((!isOpen || /^['"`)\]]/.test(signs.at(-1))) && isBeside(tokens[next], end) && isBeside(tokens[next + 1], end))
    || (words[bottom + 1]?.hasDigit && tokens[end + 1]?.hasDigit);
}
