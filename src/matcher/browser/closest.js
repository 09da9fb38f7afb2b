// The articles nearest to a few words, if none explains them: for those who type a word to look
// around, and for addresses that do not exist.

import { longer } from "./index.js";
import { rank } from "./rank.js";
import { read } from "./tokens.js";

/** The `most` best articles, if the text has at most `words` words. Its last word may be unfinished. */
export async function closest(index, text, most, words) {
  const { tokens } = read(index.rules, text);
  if (!tokens.length || tokens.length > words) return [];
  const { word, hasDigit } = tokens.at(-1);
  if (!hasDigit && !index.places.has(word) && !/\s$/.test(text)) {
    const place = longer(index, word).at(-1);
    if (place !== undefined) text = text.trimEnd() + index.words[place].slice(word.length);
  }
  const ranked = await rank(index, read(index.rules, text));
  return ranked.filter(([{ total }]) => total > 0).slice(0, most).map(([{ entry }]) => ({ entry, matched: [] }));
}
