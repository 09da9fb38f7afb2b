// The index: which articles have a word or a code, and the weight of each. Its head has all words;
// the rest is in pieces, a few of which are needed for each question. `files.rs` makes it.

import { ALPHABETIC, NUMERIC } from "./letters.js";
import { rulesOf } from "./rules.js";
import { isNear, slips, wordEnds } from "./words.js";

export function weightOf(word, holders, articles) {
  const bits = Math.max(0, eighths(articles + 200) - eighths(Math.max(1, holders)));
  const most = /^[A-Za-z]*$/.test(word) ? word.length * 12 : 255;
  return Math.max(1, Math.min(bits, most, 255));
}

function eighths(number) {
  const whole = 31 - Math.clz32(number || 1);
  return whole * 8 + (Math.floor((number * 8) / 2 ** whole) & 7);
}

/** The words of a hub of `count` articles, in order, and how many articles contain each. */
export function vocabulary(rules, words, holders, count) {
  const weights = words.map((word, place) => weightOf(word, holders[place], count));
  return { rules, count, words, holders, weights, places: new Map(words.map((word, place) => [word, place])) };
}

/** The words by how they begin and end. Not needed before the first typo. */
function endsOf(index) {
  const ends = new Map();
  index.words.forEach((word, place) => {
    const letters = [...word];
    if (slips(letters.length) && letters.every((letter) => ALPHABETIC.test(letter))) {
      for (const end of wordEnds(letters)) {
        if (ends.has(end)) ends.get(end).push(place);
        else ends.set(end, [place]);
      }
    }
  });
  return ends;
}

/** The words that `word` may be a typo of. */
export function near(index, { letters }) {
  if (!slips(letters.length + 1) || letters.some((letter) => NUMERIC.test(letter))) return [];
  index.ends ??= endsOf(index);
  const found = new Set(wordEnds(letters).flatMap((end) => index.ends.get(end) ?? []));
  return [...found]
    .filter((place) => {
      const other = [...index.words[place]];
      return isNear(letters, other, slips(Math.min(other.length, letters.length + 1)));
    })
    .sort((a, b) => index.holders[a] - index.holders[b] || a - b)
    .slice(0, 3);
}

async function json(from) {
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  return answer.json();
}

/** Opens the index with its head at `from`. */
export async function open(from) {
  const at = new URL(from, location);
  return indexOf(await json(at), (number, key) => json(new URL(`${number}.json?${key}`, at)));
}

/** The index for a head; `load` fetches a piece. A small hub has its pieces in the head. */
export function indexOf(head, load) {
  const index = vocabulary(rulesOf(head.rules), head.words.split(" "), head.holders, head.count);
  const { articles, words, keys } = head.firsts;
  const pieces = new Map((head.pieces ?? []).map((piece, number) => [number, piece]));
  const piece = (number) => {
    if (!pieces.has(number)) {
      const coming = load(number, head.key);
      // A failed request may succeed next time.
      coming.catch(() => pieces.delete(number));
      pieces.set(number, coming);
    }
    return pieces.get(number);
  };
  /** What a list of pieces contains for each wanted thing; `get` takes it out of its piece. */
  const look = async (wanted, firsts, before, name, get) => {
    const found = await Promise.all(wanted.map(async (one) => {
      const own = firsts.findLastIndex((first) => first <= name(one));
      return own < 0 ? [one] : [one, get(await piece(before + own), one, firsts[own])];
    }));
    return new Map(found.filter(([, what]) => what !== undefined));
  };
  const itself = (one) => one;
  let ranks;
  index.entries = (numbers) => look(numbers, articles, 0, itself, (list, number, first) => list[number - first]);
  index.articles = (places) => {
    // Words that few articles have are in the first pieces.
    ranks ??= new Map([...index.words.keys()].sort((a, b) => index.holders[a] - index.holders[b]).map((place, rank) => [place, rank]));
    return look(places, words, articles.length, (place) => ranks.get(place), (list, place, first) => {
      let last = 0;
      return list[ranks.get(place) - first].map((step) => (last += step));
    });
  };
  // The sign before a key tells how a code is spelled; all spellings are in the same piece.
  index.keys = (all) => look(all, keys, articles.length + words.length, (key) => key.slice(1), (list, key) => list[key]);
  return index;
}
