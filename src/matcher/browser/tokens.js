// Tokens: the words, numbers and pairs of characters of a text, each with its place.

import { characters, fold } from "./fold.js";
import { ALPHABETIC, MARK, NUMERIC, isAscii, isSpace, isWord, within } from "./letters.js";
import { valueEnd } from "./values.js";

const isPaired = (rules, letter) => letter >= "\u0e00" && within(rules.paired, letter);

/** A number in its shortest spelling. */
function withoutZeros(word) {
  const [, start, all] = /^(0x(?=[0-9a-f]+$)|(?=[0-9]*$))(.*)$/su.exec(word) ?? [];
  return all === undefined ? word : start + (all.replace(/^0+/, "") || "0");
}

/** Reads a text: its letters, and its tokens with their places. */
export function read(rules, text) {
  const originals = characters(text);
  const { letters, at: places, capitals } = fold(rules, originals);
  const tokens = [];
  let [line, lastEnd, values] = [0, 0, 0];

  const gap = (start) => {
    if (!tokens.length) return "far";
    if (start <= lastEnd) return "none";
    const sign = letters[lastEnd];
    return start - lastEnd > 1 ? "far" : sign === "_" || sign === "-" ? sign : " \xa0#.".includes(sign) ? "space" : "far";
  };
  const put = (start, end, word, inValue) => {
    const hasDigit = NUMERIC.test(word);
    if (hasDigit) word = withoutZeros(word);
    if (word.length > 40) word = [...word].slice(0, 40).join("");
    let isCapital = true;
    for (let at = start; at < end; at += 1) isCapital &&= capitals[at] || !ALPHABETIC.test(letters[at]);
    tokens.push({
      word,
      start: places[start],
      end: places[end - 1] + 1,
      before: gap(start),
      value: inValue ? values - 1 : -1,
      hasDigit,
      isCapital,
      isNegative: letters[start - 1] === "-" && (start < 2 || !isWord(letters[start - 2])),
      isQuoted: start > 0 && "'\"".includes(letters[start - 1]),
      isLabelled: letters[end] === ":" || letters[end] === "]",
      line,
      letters: [...word],
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
    const isLetter = (at) => at < limit && ALPHABETIC.test(letters[at]);
    let [end, word] = [at, ""];
    for (; end < limit; end += 1) {
      const letter = letters[end];
      if (isWord(letter) && !isPaired(rules, letter)) word += letter;
      else if (letter !== "'" || !isLetter(end - 1) || !isLetter(end + 1)) break;
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
      const found = valueEnd(rules, letters, at);
      if (found) {
        values += 1;
        end = found;
      }
    }
    at = isWord(letter) ? wordEnd(at, end) : at + 1;
  }
  return { letters: originals, tokens };
}
