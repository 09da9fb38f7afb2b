// Unicode's letters.

export const ALPHABETIC = /^\p{Alphabetic}/u;
export const ALPHABETICS = /^\p{Alphabetic}*$/u;
const WORD = /^[\p{Alphabetic}\p{N}\p{M}]/u;
export const MARK = /^\p{M}/u;
export const NUMERIC = /\p{N}/u;
const SPACE = /^\p{White_Space}/u;
export const HEX = /^[\da-f]*$/;
export const DIGITS = /^\d*$/;
export const isAscii = (text) => !/[^\0-\x7f]/.test(text);
export const isWord = (letter) => WORD.test(letter);
export const isSpace = (letter) => SPACE.test(letter);
export const div = (a, b) => Math.trunc(a / b);
export const within = (ranges, letter) => {
  const code = letter.codePointAt(0);
  return ranges.some(([first, last]) => first <= code && code <= last);
};
