// Folding: one character at a time, so that each keeps its place in the original text.

import { within } from "./letters.js";

const LONGEST = 1 << 16;

export function characters(text) {
  const all = [...text];
  const half = LONGEST / 2;
  return all.length <= LONGEST ? all : [...all.slice(0, half), "\n", ...all.slice(1 - half)];
}

/** The end of the escape sequence that begins here. */
function escape(text, at) {
  let [kind, start] = [text[at + 1], at + 2];
  if (text[at] === "\x9b") [kind, start] = ["[", at + 1];
  else if (text[at] !== "\x1b") return 0;
  if (kind !== "[" && kind !== "]") return start;
  const goesOn = kind === "[" ? (letter) => letter >= " " && letter <= "?" : (letter) => !"\x07\x1b\n".includes(letter);
  while (start < text.length && goesOn(text[start])) start += 1;
  return start + 1;
}

/** A character in lower case without accents, as a list of letters. */
function foldOne(rules, original) {
  const sign = original === "`" ? "'" : rules.fold[original];
  if (sign) return [...sign];
  if (original < "\x80") return [original.toLowerCase()];
  if (within(rules.ignored, original)) return [];
  const letters = [];
  for (const part of original.normalize("NFKD")) {
    for (const letter of part.toLowerCase()) {
      if (rules.fold[letter]) letters.push(...rules.fold[letter]);
      else if (letter < "\u0300" || letter > "\u036f") letters.push(letter);
    }
  }
  return letters;
}

export function fold(rules, text) {
  const folded = { letters: [], at: [], capitals: [] };
  for (let at = 0; at < text.length; ) {
    const end = escape(text, at);
    if (end) {
      at = end;
      continue;
    }
    const original = text[at];
    let known = rules.cache.get(original);
    if (!known) rules.cache.set(original, known = [foldOne(rules, original), /^\p{Uppercase}/u.test(original)]);
    for (const letter of known[0]) {
      folded.letters.push(letter);
      folded.at.push(at);
      folded.capitals.push(known[1]);
    }
    at += 1;
  }
  return folded;
}
