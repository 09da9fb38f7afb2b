// Candidates: the articles that share rare words or a code with one place of a text.

import { STRONG, WEAK, decides, mentions } from "./codes.js";
import { longer, near, weightOf } from "./index.js";
import { div } from "./letters.js";

/** The articles that share rare words or a code with one place of a text. Puts the codes that decide into `deciding`. */
export async function candidates(index, text, { known, deciding }) {
  const { tokens } = text;
  const { limits } = index.rules;
  const isCommon = (place) => index.holders[place] > limits.rare;
  const common = new Set([...new Set(known.filter((place) => place >= 0 && isCommon(place)))]
    .sort(index.rarer)
    .slice(0, limits.common));
  const whole = ({ word, letters }, isEnd) => (letters.length > 2 ? longer(index, word, isEnd).slice(0, 3) : []);
  const typos = new Map();
  const last = new Map();
  // Each step is [token, word, weight].
  const steps = [];
  tokens.forEach((token, place) => {
    let words = [known[place]];
    let share = token.inside >= 0 ? 2 : 4;
    if (known[place] < 0) {
      if (token.hasDigit || token.inside >= 0) return;
      if (!typos.has(token.word) && typos.size < limits.typos) typos.set(token.word, near(index, token));
      words = [...typos.get(token.word) ?? []];
      share = 3;
      // A word may have been cut where the paste begins or ends.
      if (!place) words.push(...whole(token, true));
    }
    if (!tokens[place + 1] && !token.hasDigit) words.push(...whole(token));
    for (const word of words) {
      const before = last.get(word);
      last.set(word, place);
      if ((before !== undefined && place - before <= 40) || (isCommon(word) && !common.has(word))) continue;
      steps.push([place, word, div(index.weights[word] * share, 4)]);
    }
  });
  // A long log must not request the whole index: exact words come before typos, rare ones first,
  // and only the strongest codes are looked up.
  const exact = new Set(known);
  const words = [...new Set(steps.map(([, word]) => word))]
    .sort((a, b) => exact.has(b) - exact.has(a) || index.rarer(a, b))
    .slice(0, limits.words);
  const spelled = mentions(tokens);
  const strongest = [...new Set([...spelled].sort((a, b) => b[1] - a[1]).map(([key]) => key))].slice(0, limits.codes);
  const [articles, keys] = await Promise.all([index.articles(words), index.keys(strongest)]);
  const runs = new Map();
  const runOf = (article) => {
    let run = runs.get(article);
    if (!run) runs.set(article, run = { article, sum: 0, last: 0, best: 0, place: 0, code: 0, mentioned: [], isDecided: false });
    return run;
  };
  for (const [place, word, weight] of steps) {
    for (const article of articles.get(word) ?? []) {
      const run = runOf(article);
      run.sum = Math.max(0, run.sum - (place - run.last) * 3) + weight;
      run.last = place;
      if (run.sum > run.best) [run.best, run.place] = [run.sum, place];
    }
  }
  for (const mention of spelled) {
    const found = keys.get(mention[0]);
    if (!found) continue;
    const value = valueOf(index, mention, found.length, tokens);
    const isDeciding = decides(text, mention);
    if (isDeciding) deciding.push(mention.slice(2));
    for (const article of found.slice(0, limits.shared)) {
      const run = runOf(article);
      run.code = Math.max(run.code, value);
      run.isDecided ||= isDeciding;
      // A strange text has thousands of the same.
      if (run.mentioned.length < limits.shared) run.mentioned.push(mention.slice(2));
      if (run.best === 0) run.place = mention[2];
    }
  }
  return [...runs.values()]
    .sort((a, b) => b.isDecided - a.isDecided || (b.best + b.code) - (a.best + a.code) || a.article - b.article)
    .slice(0, limits.candidates);
}

/** The weight of mentioning a code that leads to this many articles. */
function valueOf(index, [, strength, first, count], articles, tokens) {
  const weight = weightOf("#", articles, index.count);
  const isAll = count === tokens.length || (tokens.length <= 3 && strength > WEAK);
  // What a message quotes is usually its subject, not its code.
  const [part, of] = isAll ? [strength ? 8 : 5, 4] : [[1, 4], [1, 3], [3, 4], [5, 4]][strength === STRONG && tokens[first].isQuoted ? WEAK : strength];
  return div(weight * part, of);
}
