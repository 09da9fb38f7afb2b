// Alignment: how well a text of an article matches a part of a paste, in order, word by word.

import { div } from "./letters.js";
import { isNear, slips } from "./words.js";

/** The weight of having both tokens; 0 if they are not the same word. */
function gain(token, paste, place) {
  const other = paste.tokens[place];
  if (token.word === other.word) {
    return other.value >= 0 && !token.inValue ? Math.max(1, div(token.weight, 2)) : token.weight;
  }
  if (token.hasDigit || other.hasDigit || other.value >= 0) return 0;
  const { letters } = other;
  if (paste.known[place] < 0) {
    const most = slips(Math.min(token.letters.length, letters.length + 1));
    if (most && isNear(token.letters, letters, most)) return div(token.weight * 3, 4);
  }
  const isLast = place + 1 === paste.tokens.length;
  if (letters.length >= 2 && ((isLast && token.word.startsWith(other.word)) || (place === 0 && token.word.endsWith(other.word)))) {
    return Math.max(1, div(token.weight * div(letters.length * 100, token.letters.length), 100));
  }
  return 0;
}

export const goesOn = ({ tokens }, place) => place > 0 && tokens[place].value >= 0 && tokens[place].value === tokens[place - 1].value;

/** The best alignment of a template with the tokens of a paste from `from` to `to`. */
export function align(template, paste, from, to) {
  const [rows, columns] = [template.tokens.length, to - from];
  const none = { score: 0, matched: 0, pairs: [] };
  if (!rows || columns <= 0) return none;
  const says = [0];
  for (const { weight } of template.tokens) says.push(says.at(-1) + weight);
  const edge = (lost, parts, gap) => Math.min(div(lost, 2), div(lost, 8) + parts * (gap.isOpen ? 1 : 8));
  const { parts } = paste;
  const width = columns + 1;
  // The best score up to a row and a column, and the pair that it ends with.
  const best = new Float64Array((rows + 1) * width).fill(-(2 ** 30));
  const ends = new Uint32Array((rows + 1) * width);
  const before = new Uint32Array(rows * columns);
  const gains = new Int32Array(rows * columns);
  let [score, last] = [0, -1];
  for (let row = 0; row < rows; row += 1) {
    const token = template.tokens[row];
    const { isOpen } = template.gaps[row + 1];
    for (let column = 0; column < columns; column += 1) {
      const place = from + column;
      const cell = row * columns + column;
      let [value, pair] = [-(2 ** 30), cell + 1];
      const own = gains[cell] = gain(token, paste, place);
      if (own > 0) {
        const start = -edge(says[row], parts[place], template.gaps[row]);
        const so = row * width + column;
        value = own + Math.max(start, best[so]);
        if (best[so] > start) before[cell] = ends[so];
        const total = value - edge(says[rows] - says[row + 1], parts.at(-1) - parts[place + 1], template.gaps[row + 1]);
        if (total > score) [score, last] = [total, cell];
      }
      const above = row * width + column + 1;
      const left = above - 1 + width;
      const skipped = best[above] - div(token.weight, 2);
      if (skipped > value) [value, pair] = [skipped, ends[above]];
      const strange = best[left] - (goesOn(paste, place) ? 0 : isOpen ? 1 : 8);
      if (strange > value) [value, pair] = [strange, ends[left]];
      best[above + width] = value;
      ends[above + width] = pair;
    }
  }
  if (last < 0) return none;
  const found = { score, matched: 0, pairs: [] };
  for (let cell = last; cell >= 0; cell = before[cell] - 1) {
    found.pairs.push([div(cell, columns), from + (cell % columns)]);
    found.matched += gains[cell];
  }
  found.pairs.reverse();
  return found;
}
