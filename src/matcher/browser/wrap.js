// Hard wraps: words that a line break cut in two are put together again, if the hub has them.

export function joined({ places, rules }, { letters, tokens: all }) {
  const tokens = [];
  for (const token of all) {
    const last = tokens.at(-1);
    if (last?.line + 1 === token.line && last.inside < 0 && token.inside < 0
      && /^(\r\n?|\n)(>[> ]*)?$/.test(letters.slice(last.end, token.start).join(""))
      && places.has(last.word + token.word) && !(places.has(last.word) && places.has(token.word))) {
      last.word += token.word;
      last.letters = [...last.word];
      last.isCue = rules.cues.has(last.word);
      last.end = token.end;
      last.hasDigit ||= token.hasDigit;
      last.isCapital &&= token.isCapital;
      last.isLabelled = token.isLabelled;
    } else tokens.push(token);
  }
  return { letters, tokens };
}
