// Unicode's letters, with a shortcut for ASCII.

export const ALPHABETIC = /^\p{Alphabetic}/u;
export const ALPHABETICS = /^\p{Alphabetic}*$/u;
const ALNUM = /^[\p{Alphabetic}\p{N}]/u;
export const MARK = /^\p{M}/u;
export const NUMERIC = /\p{N}/u;
const SPACE = /^\p{White_Space}/u;
export const HEX = /^[0-9a-f]*$/;
export const DIGITS = /^[0-9]*$/;
export const isDigit = (letter) => letter >= "0" && letter <= "9";
export const isLatin = (letter) => letter >= "a" && letter <= "z";
export const isHex = (letter) => isDigit(letter) || (letter >= "a" && letter <= "f");
export const isAscii = (text) => !/[^\0-\x7f]/.test(text);
export const isWord = (letter) => (letter < "\x80" ? isDigit(letter) || isLatin(letter) : ALNUM.test(letter) || MARK.test(letter));
export const isSpace = (letter) => SPACE.test(letter);
export const div = (a, b) => Math.trunc(a / b);
export const within = (ranges, letter) => {
  const code = letter.codePointAt(0);
  return ranges.some(([first, last]) => first <= code && code <= last);
};
