// The index: which articles have a word or a code, and the weight of each. Its head has all words;
// the rest is in pieces, a few of which are needed for each question. `files.rs` makes it.

import { ALPHABETICS } from "./letters.js";
import { isTypo, slips, wordEnds } from "./words.js";

export function weightOf(word, holders, articles) {
  const bits = eighths(articles + 200) - eighths(holders);
  const most = /^[a-z]*$/.test(word) ? word.length * 12 : 255;
  return Math.max(1, Math.min(bits, most, 255));
}

function eighths(number) {
  const whole = 31 - Math.clz32(number);
  return whole * 8 + (((number * 8) / 2 ** whole) & 7);
}

/** The place of each word among all, those with the fewest articles first. */
function ranksOf({ count, holders }) {
  const next = Array(count + 2).fill(0);
  for (const own of holders) next[own + 1] += 1;
  next.forEach((own, at) => { next[at] += next[at - 1] ?? 0; });
  return holders.map((own) => next[own]++);
}

/** The words by how they begin and end. Not needed before the first typo. */
function endsOf(index) {
  const ends = { __proto__: null };
  index.words.forEach((word, place) => {
    const letters = [...word];
    if (slips(letters.length) && ALPHABETICS.test(word)) {
      for (const end of wordEnds(letters)) (ends[end] ??= []).push(place);
    }
  });
  return ends;
}

/** The words that a token may be a typo of. */
export function near(index, { letters }) {
  if (!slips(letters.length + 1)) return [];
  index.ends ??= endsOf(index);
  return [...new Set(wordEnds(letters).flatMap((end) => index.ends[end] ?? []))]
    .filter((place) => isTypo(letters, [...index.words[place]]))
    .sort(index.rarer)
    .slice(0, 3);
}

/** The longer words that begin with this one, or end with it; those that most articles have come last. */
export const longer = ({ words, rarer }, word, isEnd) => [...words.keys()]
  .filter((place) => words[place] !== word && words[place][isEnd ? "endsWith" : "startsWith"](word))
  .sort(rarer);

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
  const rules = { ...head.rules, cache: new Map() };
  for (const list of ["tops", "files", "cues"]) rules[list] = new Set(rules[list]);
  const { count, holders, firsts: { articles, words, keys } } = head;
  const index = { rules, count, holders, words: head.words.split(" ") };
  index.places = new Map(index.words.map((word, place) => [word, place]));
  index.weights = index.words.map((word, place) => weightOf(word, holders[place], count));
  const pieces = head.pieces ?? [];
  const piece = (number) => pieces[number] ??= load(number, head.key).catch((error) => {
    // A failed request may succeed next time.
    delete pieces[number];
    throw error;
  });
  /** What a list of pieces contains for each wanted thing; `get` takes it out of its piece. */
  const look = async (wanted, firsts, before, name, get) => new Map(await Promise.all(wanted.map(async (one) => {
    const own = firsts.findLastIndex((first) => first <= name(one));
    return [one, own >= 0 && get(await piece(before + own), one, firsts[own])];
  })));
  const itself = (one) => one;
  const ranks = ranksOf(index);
  index.rarer = (a, b) => ranks[a] - ranks[b];
  index.entries = (numbers) => look(numbers, articles, 0, itself, (list, number, first) => list[number - first]);
  // Words that few articles have are in the first pieces.
  index.articles = (places) => look(places, words, articles.length, (place) => ranks[place], (list, place, first) => {
    let last = 0;
    return list[ranks[place] - first].map((step) => (last += step));
  });
  // The sign before a key tells how a code is spelled; all spellings are in the same piece.
  index.keys = (all) => look(all, keys, articles.length + words.length, (key) => key.slice(1), (list, key) => list[key]);
  return index;
}
