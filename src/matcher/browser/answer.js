// Answers: which articles explain a text, how certain that is, and why.

import { div } from "./letters.js";
import { rank } from "./rank.js";
import { valuesOf } from "./slots.js";
import { read } from "./tokens.js";
import { joined } from "./wrap.js";

function purityOf({ evidence, loss: { inner, outer, contradiction } }) {
  const lost = inner + outer + contradiction;
  return Math.max(0, div(evidence * 1000, Math.max(1, evidence + 2 * lost)));
}

/** The ranges of what is in common, in order, without duplicates. */
function matched({ tokens }, { alignment, codes }) {
  const places = new Set(alignment.pairs.map(([, place]) => place));
  for (const [first, count] of codes) for (let at = first; at < first + count; at += 1) places.add(at);
  const spans = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const { start, end } = tokens[place];
    const last = spans.at(-1);
    // Pairs of characters overlap.
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

/** The articles that explain `written`, best first, and how certain that is. */
export async function answer(index, written) {
  const text = joined(index, read(index.rules, written));
  const ranked = await rank(index, text);
  const best = ranked[0];
  const purity = best && purityOf(best);
  const next = Math.max(0, ranked[1]?.total ?? 0);
  let verdict = "none";
  if (best) {
    const { total, evidence, loss, codes } = best;
    if ((total >= 64 && purity >= 650) || (total >= 40 && purity >= 990 && next * 5 <= total * 3 && (best.alignment.pairs.length > 1 || codes.length))) verdict = "likely";
    if (total >= 110 && total - next >= 70 && purity >= 850 && loss.contradiction === 0 && !best.runsOn
      && ((loss.inner * 100 <= evidence && loss.missing <= evidence) || codes.length)) verdict = "certain";
  }
  if (verdict === "none") return { verdict, matches: [], letters: text.letters };
  const named = ranked.slice(0, 5);
  const end = named.findIndex(({ total }) => total * 4 < best.total);
  const matches = named.slice(0, end < 0 ? named.length : end).map((one) => ({
    article: one.article,
    entry: one.entry,
    score: div(div(purityOf(best) * one.total, best.total), 10),
    message: one.source === "message" ? one.text : null,
    matched: matched(text, one),
    values: valuesOf(text, one),
  }));
  return { verdict, matches, letters: text.letters };
}
