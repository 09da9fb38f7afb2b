// Words that are nearly the same: typos.

export const slips = (letters) => (letters < 4 ? 0 : letters < 6 ? 1 : 2);

/** Whether a text's word may be a typo of a known one. */
export function isTypo(letters, known) {
  const most = slips(Math.min(known.length, letters.length + 1));
  return most > 0 && isNear(known, letters, most);
}

export function isNear(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let [i, j] = [a.length, b.length];
  while (i > start && j > start && a[i - 1] === b[j - 1]) [i, j] = [i - 1, j - 1];
  return distance(a.slice(start, i), b.slice(start, j)) <= most;
}

/** The optimal string alignment distance. */
function distance(a, b) {
  let before;
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      let least = Math.min(last[j] + (a[i] !== b[j]), last[j + 1] + 1, row[j] + 1);
      if (i && j && a[i] === b[j - 1] && a[i - 1] === b[j]) least = Math.min(least, before[j - 1] + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** How a word begins and ends: a slip changes only one of the two. */
export function wordEnds(letters) {
  const length = letters.length < 6 ? 2 : 3;
  return [`${letters.slice(0, length).join("")}-`, `-${letters.slice(-length).join("")}`];
}
