// The articles nearest to a few words, if none explains them: for those who type a word to look
// around, and for addresses that do not exist.

import { rank } from "./rank.js";
import { read } from "./tokens.js";

/** The `most` best articles, if the text has at most `words` words. Its last word may be unfinished. */
export async function closest(index, text, { words = Infinity, most = 5 }) {
  const { tokens } = read(index.rules, text);
  if (!tokens.length || tokens.length > words) return [];
  const { word, hasDigit } = tokens.at(-1);
  if (!hasDigit && !index.places.has(word) && !/\s$/.test(text)) {
    const longer = index.words.map((_, place) => place).filter((place) => index.words[place].startsWith(word));
    const [first] = longer.sort((a, b) => index.holders[b] - index.holders[a]);
    if (first !== undefined) text = text.trimEnd() + index.words[first].slice(word.length);
  }
  const ranked = await rank(index, read(index.rules, text));
  return ranked.filter(({ total }) => total > 0).slice(0, most).map(({ entry }) => ({ entry, matched: [] }));
}
