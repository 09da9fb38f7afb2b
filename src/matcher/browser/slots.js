// Slots: the values in a paste for the parts of a message that vary. Texts are lists of letters
// here.

import { isSpace } from "./letters.js";

const QUOTES = "'\"`´‘’‚“”„«»";
const isQuote = (letter) => QUOTES.includes(letter);
const isSame = (a, b) => a === b || (isQuote(a) && isQuote(b));
const trim = (letters) => {
  let [start, end] = [0, letters.length];
  while (start < end && isSpace(letters[start])) start += 1;
  while (end > start && isSpace(letters[end - 1])) end -= 1;
  return letters.slice(start, end);
};
export const trimmed = (text) => trim([...text]).join("");
const signsOf = (text) => [...text].filter((sign) => !isSpace(sign));

// Where something is not found, `>>> 0` makes -1 more than any length.

function withoutStart(letters, signs) {
  for (const sign of signsOf(signs)) {
    const inner = trim(letters);
    if (!inner.length || !isSame(inner[0], sign)) break;
    letters = inner.slice(1);
  }
  return letters;
}

const reversed = (list) => [...list].reverse();
const withoutEnd = (letters, signs) => reversed(withoutStart(reversed(letters), reversed(signs)));

/** A value without the spaces, quotation marks and punctuation around it. */
function bare(letters) {
  let inner = trim(letters);
  while (inner.length && ".,;:".includes(inner.at(-1))) inner = trim(inner.slice(0, -1));
  while (inner.length > 1 && isQuote(inner[0]) && isQuote(inner.at(-1))) inner = trim(inner.slice(1, -1));
  return inner.join("");
}

function between(letters, { slots, signs }) {
  let rest = withoutEnd(withoutStart(letters, signs[0]), signs.at(-1));
  const values = [];
  for (let at = 0; at < slots.length; at += 1) {
    const inner = trim(rest);
    const [sign] = signsOf(signs[at + 1]);
    const end = at + 1 === slots.length ? -1 : inner.findIndex((letter, index) => index > 0 && (sign ? isSame(letter, sign) : isSpace(letter)));
    if (end < 0) {
      values.push([slots[at], bare(rest)]);
      break;
    }
    values.push([slots[at], bare(inner.slice(0, end))]);
    rest = withoutStart(inner.slice(end), signs[at + 1]);
  }
  return values;
}

export function valuesOf({ letters, tokens }, { own: { tokens: words, gaps }, alignment: { pairs } }) {
  const values = {};
  const put = (name, value) => {
    if (value && !Object.hasOwn(values, name)) values[name] = value;
  };
  if (!pairs.length) return values;
  const [row, place] = pairs[0];
  if (row === 0 && gaps[0].slots.length) {
    const { slots, signs } = gaps[0];
    const start = tokens[place].start;
    const line = letters.lastIndexOf("\n", start - 1) + 1;
    const inner = trim(withoutEnd(letters.slice(line, start), signs.at(-1)));
    const [sign] = signs.at(-1);
    put(slots.at(-1), bare(inner.slice(inner.findLastIndex(sign && isQuote(sign) ? isQuote : isSpace) + 1)));
  }
  for (let at = 1; at < pairs.length; at += 1) {
    const gap = gaps[pairs[at][0]];
    const [start, end] = [tokens[pairs[at - 1][1]].end, tokens[pairs[at][1]].start];
    if (pairs[at - 1][0] + 1 === pairs[at][0] && gap.slots.length && start <= end) {
      for (const found of between(letters.slice(start, end), gap)) put(...found);
    }
  }
  const [lastRow, lastPlace] = pairs.at(-1);
  const { slots, signs } = gaps[lastRow + 1];
  if (lastRow + 1 === words.length && slots.length) {
    const start = tokens[lastPlace].end;
    let rest = letters.slice(start, letters.indexOf("\n", start) >>> 0);
    for (let at = 0; at < slots.length; at += 1) {
      const quote = [...signs[at]].at(-1);
      const isEnd = quote && isQuote(quote) ? isQuote : isSpace;
      const [behind] = signsOf(signs[at + 1]);
      rest = trim(withoutStart(rest, signs[at]));
      const word = rest.slice(0, rest.findIndex(isEnd) >>> 0);
      // A full stop is more often part of the value than after it.
      const isBehind = (letter) => behind && behind !== "." && isSame(letter, behind);
      const first = word.findIndex(isBehind);
      // In `::1:3000`, the last colon precedes the port.
      const end = first < 0 ? word.length : first || word.findLastIndex(isBehind);
      put(slots[at], bare(rest.slice(0, end)));
      rest = rest.slice(end);
      const [next] = trim(rest);
      if (!next || (behind && !isSame(next, behind))) break;
    }
  }
  return values;
}
