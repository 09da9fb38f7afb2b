// Answers: which articles explain a text, how certain that is, and why.

import { div } from "./letters.js";
import { covers } from "./loss.js";
import { rank } from "./rank.js";
import { valuesOf } from "./slots.js";
import { read } from "./tokens.js";
import { joined } from "./wrap.js";

/** The ranges of what is in common, in order, without duplicates. */
function matched({ tokens }, { alignment: { pairs }, mentioned }) {
  const spans = [];
  for (const [at, { start, end }] of tokens.entries()) {
    if (!covers(mentioned, at) && !pairs.some(([, place]) => place === at)) continue;
    const last = spans.at(-1);
    // Pairs of characters overlap.
    if (last && start < last[1]) last[1] = end;
    else spans.push([start, end]);
  }
  return spans;
}

/** The evidence for the best of these. */
const most = (all) => Math.max(0, ...all.map(({ total }) => total));

/** The articles that explain `written`, best first, and how certain that is. */
export async function answer(index, written) {
  const text = joined(index, read(index.rules, written));
  const ranked = await rank(index, text);
  const [[top] = []] = ranked;
  let [verdict, purity, best] = [0];
  ranked.forEach((texts, at) => {
    const [one] = texts;
    // If the first has none of its codes, another one with a code may explain more.
    if (verdict || (at && (one.total * 2 < top.total || !one.mentioned.length || top.mentioned.length))) return;
    const others = ranked.map(([other]) => other).filter((other) => other !== one);
    const next = most(others.filter(({ isOther }) => !isOther));
    for (const own of texts) {
      const { total, evidence, alignment: { score, pairs }, loss: { inner, outer, missing, contradiction }, mentioned: { length } } = own;
      const pure = div(evidence * 1000, Math.max(1, evidence + 2 * (inner + outer + contradiction)));
      let sure = 0;
      // Numbers that are no code may be anything, and a single word says too little.
      const words = length ? 2 : pairs.filter(([, place]) => !text.tokens[place].hasDigit).length;
      if (missing <= evidence * 4 && ((words && total >= 72 && pure >= 720) || (words > 1 && total >= 40 && pure >= 980 && next * 10 <= total * 7))) sure = 1;
      if (total >= 110 && total - most(others) >= 70 && pure >= 850 && !contradiction && !own.runsOn
        && (length || (own === one && (inner + outer) * 100 <= evidence && missing * 4 <= evidence))) sure = 2;
      if (sure > verdict && (!at || score * 2 > evidence)) [verdict, purity, best] = [sure, pure, own];
    }
  });
  const named = best ? [best, ...ranked.map(([one]) => one).filter((one) => one.article !== best.article && one.total * 4 >= best.total)].slice(0, 5) : [];
  const matches = named.map((one) => ({
    article: one.article,
    entry: one.entry,
    score: div(div(purity * Math.min(one.total, best.total), best.total), 10),
    message: one.source === "message" ? one.text : null,
    matched: matched(text, one),
    values: valuesOf(text, one),
  }));
  return { verdict: ["none", "likely", "certain"][verdict], matches, characters: text.letters };
}
