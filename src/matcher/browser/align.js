// Alignment: how well a text of an article matches a part of a paste, in order, word by word.

import { div } from "./letters.js";
import { isTypo } from "./words.js";

/** The weight of having both tokens; 0 if they are not the same word. */
function gain(token, paste, place) {
  const { tokens, known } = paste;
  const other = tokens[place];
  const { word, letters } = other;
  if (token.word === word) return other.mayVary && !token.mayVary ? Math.max(1, div(token.weight, 2)) : token.weight;
  if (token.hasDigit || other.hasDigit || other.inside >= 0) return 0;
  if (known[place] < 0 && isTypo(letters, token.letters)) return div(token.weight * 3, 4);
  const isRest = (!tokens[place + 1] && token.word.startsWith(word)) || (!place && token.word.endsWith(word));
  return isRest && letters.length > 1 ? Math.max(1, div(token.weight * div(letters.length * 100, token.letters.length), 100)) : 0;
}

/** Where a paste goes on before and behind a token; a slot that `isOpen` takes three words, or what `_` joins. */
export function beyond(tokens, place, isOpen) {
  const isJoined = (at) => tokens[at] && !/[ .]/.test(tokens[at].before);
  let [start, end] = [place, place + 1];
  for (let slot = isOpen ? 3 : 0; slot > 0; slot -= 1) {
    do start -= 1; while (start > 0 && isJoined(start));
    do end += 1; while (isJoined(end));
  }
  return [Math.max(0, start), end];
}

/** Whether a text has this token of the paste, or a slot for it. */
export function explains({ own: { gaps }, alignment: { pairs } }, place) {
  const next = pairs.findLastIndex(([, at]) => at <= place);
  if (next < 0) return false;
  const [row, at] = pairs[next];
  const [below] = pairs[next + 1] ?? [place > at + 3 ? row : row + 1];
  return at === place || gaps.slice(row + 1, below + 1).some(({ isOpen }) => isOpen);
}

/** The best alignment of a template with the tokens of a paste from `from` to `to`. */
export function align(template, paste, from, to) {
  const { parts } = paste;
  // What each word of the template has in common with the paste: nothing, at most places.
  let [left, right] = [to, from];
  const gains = template.tokens.map((token) => {
    const row = [];
    for (const place of [...paste.places[token.word] ?? [], ...paste.loose]) {
      if (place < from || place >= to || !(row[place] = gain(token, paste, place))) continue;
      [left, right] = [Math.min(left, place), Math.max(right, place + 1)];
    }
    return row;
  });
  if (left >= right) return { score: 0, pairs: [] };
  const says = [0];
  for (const { weight } of template.tokens) says.push(says.at(-1) + weight);
  const edge = (lost, more, gap) => Math.min(div(lost, 2), div(lost, 16) + more * (gap.isOpen ? 1 : 8));
  const row = () => ({ scores: new Int32Array(right - left + 1).fill(-1e9), ends: [] });
  // The best score up to a place, and the pair that it ends with.
  let above = row();
  let [score, last] = [0];
  gains.forEach((own, at) => {
    const { isOpen } = template.gaps[at + 1];
    const { weight } = template.tokens[at];
    const here = row();
    for (let place = left, column = 0; place < right; place += 1, column += 1) {
      let [value, end] = [-1e9];
      if (own[place]) {
        const start = -edge(says[at], parts[place], template.gaps[at]);
        const goesOn = above.scores[column] > start;
        value = own[place] + (goesOn ? above.scores[column] : start);
        end = { pair: [at, place], before: goesOn ? above.ends[column] : undefined };
        const total = value - edge(says.at(-1) - says[at + 1], parts.at(-1) - parts[place + 1], template.gaps[at + 1]);
        if (total > score) [score, last] = [total, end];
      }
      const skipped = above.scores[column + 1] - div(weight, 2);
      if (skipped > value) [value, end] = [skipped, above.ends[column + 1]];
      const strange = here.scores[column] - (parts[place + 1] - parts[place]) * (isOpen ? 1 : 8);
      if (strange > value) [value, end] = [strange, here.ends[column]];
      here.scores[column + 1] = value;
      here.ends[column + 1] = end;
    }
    above = here;
  });
  const pairs = [];
  for (; last; last = last.before) pairs.unshift(last.pair);
  return { score, pairs };
}
