// Tokens: the words, numbers and pairs of characters of a text, each with its place.

import { characters, fold } from "./fold.js";
import { ALPHABETIC, MARK, NUMERIC, isAscii, isSpace, isWord, within } from "./letters.js";
import { valueEnd } from "./values.js";

const isPaired = (rules, letter) => letter >= "\u0e00" && within(rules.paired, letter);

/** A number in its shortest spelling. */
const withoutZeros = (word) => word.replace(/^(0x(?=[\da-f]+$)|(?=\d+$))0+(?=.)/, "$1");

/** Reads a text: its letters, and its tokens with their places. */
export function read(rules, text) {
  const originals = characters(text);
  const { letters, at: places, capitals } = fold(rules, originals);
  // With one unit for each letter, of the same kind.
  const plain = letters.map((letter) => (letter[1] ? (isWord(letter) ? "\u4e00" : "\u2603") : letter)).join("");
  const tokens = [];
  let [line, lastEnd, values] = [0, 0, 0];

  const gap = (start) => {
    if (!tokens.length || start > lastEnd + 1) return ".";
    if (start <= lastEnd) return "";
    const sign = letters[lastEnd];
    return "_-".includes(sign) ? sign : " \xa0#.".includes(sign) ? " " : ".";
  };
  const put = (start, end, word, inValue) => {
    const hasDigit = NUMERIC.test(word);
    if (hasDigit) word = withoutZeros(word);
    const own = [...word].slice(0, 40);
    const isQuoted = "'\"".includes(letters[start - 1]);
    const shown = own.join("");
    tokens.push({
      word: shown,
      start: places[start],
      end: places[end - 1] + 1,
      before: gap(start),
      inside: inValue ? values - 1 : -1,
      hasDigit,
      isCapital: letters.slice(start, end).every((letter, at) => capitals[start + at] || !ALPHABETIC.test(letter)),
      isNegative: letters[start - 1] === "-" && (start < 2 || !isWord(letters[start - 2])),
      isQuoted,
      mayVary: inValue || isQuoted,
      isLabelled: ":]".includes(letters[end]),
      isCue: rules.cues.has(shown),
      line,
      letters: own,
    });
    lastEnd = end;
  };
  const pairs = (at, inValue) => {
    const ends = [];
    let end = at;
    for (; end < letters.length; end += 1) {
      const isMark = MARK.test(letters[end]);
      if (!isMark && !isPaired(rules, letters[end])) break;
      // A combining mark stays with the letter before it.
      if (isMark && ends.length) ends.pop();
      ends.push(end + 1);
    }
    const text = (start, end) => letters.slice(start, end).join("");
    if (ends.length === 1) put(at, end, text(at, end), inValue);
    for (let start = at, pair = 1; pair < ends.length; pair += 1) {
      put(start, ends[pair], text(start, ends[pair]), inValue);
      start = ends[pair - 1];
    }
    return end;
  };
  const wordEnd = (at, valueEnd) => {
    const inValue = at < valueEnd;
    const limit = inValue ? valueEnd : letters.length;
    if (isPaired(rules, letters[at])) return pairs(at, inValue);
    let [end, word] = [at, ""];
    // A word ends where another script begins: `ERR_X` and `은` may be written in one.
    const goesOn = (at) => at < limit && isWord(letters[at]) && !isPaired(rules, letters[at])
      && (!word || MARK.test(letters[at]) || (letters[at] < "\u0370") === (word.at(-1) < "\u0370"));
    const isLetter = (at) => goesOn(at) && ALPHABETIC.test(letters[at]);
    for (; end < limit; end += 1) {
      if (goesOn(end)) word += letters[end];
      else if (letters[end] !== "'" || !isLetter(end - 1) || !isLetter(end + 1)) break;
    }
    // The signs after names of languages: `C++`, `C#`.
    const signs = letters[end] === "+" && letters[end + 1] === "+" ? 2 : 1;
    if (end - at === 1 && isAscii(word) && (signs === 2 || letters[end] === "#") && !isWord(letters[end + signs] ?? " ")) {
      word += letters.slice(end, end + signs).join("");
      end += signs;
    }
    put(at, end, word, inValue);
    return end;
  };

  for (let at = 0, end = 0; at < letters.length; ) {
    const letter = letters[at];
    if (letter === "\n") line += 1;
    if (at >= end && !(at > 0 && isWord(letters[at - 1])) && !isSpace(letter)) {
      const found = valueEnd(rules, plain, at);
      if (found) {
        values += 1;
        end = found;
      }
    }
    at = isWord(letter) ? wordEnd(at, end) : at + 1;
  }
  return { letters: originals, tokens };
}
