// Codes: all spellings of a code have the same keys. A mention is [key, strength, first, count].

import { DIGITS, HEX, isAscii } from "./letters.js";

export const GUESS = 0;
export const WEAK = 1;
export const FAIR = 2;
export const STRONG = 3;

export function mentions(tokens) {
  const found = [];
  tokens.forEach((token, first) => {
    if (token.inside >= 0) return;
    single(tokens, first, found);
    // Letters and then a number: `ORA-00942`, `C 2143`.
    const next = tokens[first + 1];
    if (next && !token.hasDigit && isAscii(token.word) && token.word.length <= 10 && DIGITS.test(next.word) && next.before !== "." && next.inside < 0) {
      found.push([`#${token.word}${next.word}`, next.before === " " ? FAIR : STRONG, first, 2]);
    }
    joined(tokens, first, found);
  });
  // A whole text that is one name: `err connection refused`.
  const name = tokens.map(({ word }) => word).join("");
  if (tokens.length && tokens.length <= 12 && [...name].length <= 80) found.push([`=${name}`, STRONG, 0, tokens.length]);
  return found;
}

function single(tokens, first, found) {
  const token = tokens[first];
  const { word } = token;
  const put = (key, strength) => found.push([key, strength, first, 1]);
  if (!token.hasDigit) {
    if (token.isCapital && token.letters.length >= 3) put(`=${word}`, FAIR);
    return;
  }
  const next = tokens[first + 1];
  const fair = (next?.word === "error" && next.before === " " && word.length > 2) || tokens[first - 1]?.isCue || (tokens[first - 2]?.isCue && tokens[first - 1].letters.length < 3) ? FAIR : WEAK;
  const value = number(token);
  if (value !== undefined) {
    const high = value >> 16n;
    put(`#${value}`, high ? STRONG : fair);
    if (high === 0x8007n) put(`#${value & 0xffffn}`, FAIR);
    if (!high) put(...(word.startsWith("0x") ? [`$${value}`, fair] : [`^${value}`, GUESS]));
  }
  const short = word.replace(/^0+/, "");
  if (short && short.length <= 8 && HEX.test(short) && !token.isNegative) {
    put(`~${short}`, short.length === 8 || /[a-f]/.test(short) ? fair : GUESS);
  }
  const parts = split(word);
  if (parts) put(`#${parts.join("")}`, STRONG);
  else if (value === undefined && /\p{Alphabetic}/u.test(word)) put(`#${word}`, FAIR);
}

/** Words with `_` or `-` between them: `ERR_CONNECTION_REFUSED`. */
function joined(tokens, first, found) {
  const isInside = ({ before }) => /[_-]/.test(before);
  if (isInside(tokens[first])) return;
  let end = first + 1;
  while (end < tokens.length && isInside(tokens[end])) end += 1;
  const count = end - first;
  if (count === 1 || count > 12) return;
  const own = tokens.slice(first, end);
  const isStrong = count > 2 || own.slice(1).some(({ before }) => before === "_");
  found.push([`=${own.map(({ word }) => word).join("")}`, isStrong ? STRONG : FAIR, first, count]);
}

function split(word) {
  const [, prefix, number] = /^([a-z]{1,10})(\d[\da-z]*)$/.exec(word) ?? [];
  return prefix && [prefix, number.replace(/^0+(?=.)/, "")];
}

/** The kind of the code that a token may be. */
export function kindOf(token) {
  const parts = split(token.word);
  if (parts?.[1].length >= 3) return parts[0];
  const value = number(token) ?? 0n;
  const high = value >> 30n;
  if (high > 0n && high < 4n) return "LONG";
  return !high && value >= 100n ? "SHORT" : undefined;
}

/** The kind of the code at a place for codes: after a word that introduces one, before a colon or a bracket, or negative. */
export function placed(tokens, at) {
  const { inside, isQuoted, isLabelled, isNegative } = tokens[at];
  const isCued = tokens[at - 1]?.isCue;
  const kind = inside < 0 && !isQuoted && (isCued || isLabelled || isNegative) && kindOf(tokens[at]);
  // A short number is a code only after such a word.
  return (isCued || kind !== "SHORT") && kind;
}

/** Whether a code that the hub knows decides what a text is about. */
export function decides({ letters, tokens }, [, strength, first, count]) {
  const own = tokens.slice(first, first + count);
  if (strength === STRONG && own.every(({ isCapital, inside }) => isCapital && inside < 0) && own.some(({ before }, at) => at && before === "_")) {
    return !own[0].isQuoted && letters[own[0].start - 1] !== "=";
  }
  const { isLabelled, line } = own.at(-1);
  return strength > WEAK && (isLabelled || tokens[first + count]?.line !== line) && own.some((_, at) => placed(tokens, first + at));
}

/** The number that a token spells; a negative one as an unsigned number of 32 bits. */
export function number({ word, isNegative }) {
  if (!/^(0x[\da-f]+|\d+)$/.test(word)) return undefined;
  const value = BigInt(word);
  if (value >> 64n) return undefined;
  if (isNegative && value >= 1n && value <= 0x80000000n) return 0x100000000n - value;
  return value >= 0xffffffff80000000n ? value & 0xffffffffn : value;
}
