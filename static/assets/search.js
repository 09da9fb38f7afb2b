// Finds articles. Loaded when somebody goes to a search box, or to a page that does not exist.

async function json(from) {
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  return answer.json();
}

/** Finds articles in the data at `from`: by words, all of them or any, the best so many and their count. */
async function finder(from) {
  const at = new URL(from, location);
  const data = await json(at);
  return data.version === 1 ? inWhole(data.articles) : inPieces(data, at);
}

/** Small letters and digits only, so that `ERR_NAME_NOT_RESOLVED` is found as it is spoken. */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function words(text) {
  return fold(text).split(" ").filter(Boolean);
}

/** Looks through all articles: those that hold a word in the title or code come first. */
function inWhole(articles) {
  const all = articles.map((article) => ({
    ...article,
    near: fold([article.title, article.code].join(" ")),
    far: ` ${fold((article.messages ?? []).join(" "))}`,
  }));
  return async (words, every, most) => {
    const found = all
      .map((article) => ({ article, score: score(article, words) }))
      .filter(({ score: own }) => own.found >= Math.max(1, every ? words.length : 1))
      .sort((a, b) => b.score.points - a.score.points)
      .map(({ article }) => article);
    return { best: found.slice(0, most), count: found.length };
  };
}

/** A word so short stands inside of nearly every other one: it counts where one begins with it. */
const IS_SHORT = /^[\p{Script=Latin}\p{N}]{1,2}$/u;

function score(article, words) {
  const whole = ` ${article.near} `;
  const own = { found: 0, points: 0 };
  for (const word of words) {
    const inside = IS_SHORT.test(word) ? ` ${word}` : word;
    const points = whole.includes(` ${word} `) ? 8 : whole.includes(` ${word}`) ? 5 : whole.includes(inside) ? 3 : article.far.includes(inside) ? 1 : 0;
    own.found += points > 0;
    own.points += points;
  }
  // Of two that hold the same words, the one with the shorter title says less besides.
  own.points -= article.near.length / 1000;
  return own;
}

/** How many pieces one word may take; the beginning of a word leads into many. */
const PIECES = 2;

/** How many words of a question are looked up. */
const WORDS = 16;

/** Looks through the index of a large hub, whose head says which piece has what; src/search.rs makes it. */
function inPieces(head, at) {
  const pieces = new Map();
  const piece = (number) => {
    if (!pieces.has(number)) {
      const coming = json(new URL(`${number}.json?${head.key}`, at));
      // What did not come may come the next time.
      coming.catch(() => pieces.delete(number));
      pieces.set(number, coming);
    }
    return pieces.get(number);
  };

  /** The points that a word gives to articles, by their numbers, and whether no other article holds it. */
  const holders = async (text) => {
    const word = [...text].slice(0, head.letters).join("");
    const first = Math.max(0, head.words.findLastIndex((start) => start <= word));
    let end = first + 1;
    while (head.words[end]?.startsWith(word)) end += 1;
    const wanted = Math.min(end, first + PIECES);
    let isWhole = wanted === end;
    const points = new Map();
    const numbers = Array.from({ length: wanted - first }, (_, index) => head.articles.length + first + index);
    for (const part of await Promise.all(numbers.map(piece))) {
      for (const [other, articles] of Object.entries(part)) {
        if (!other.startsWith(word)) continue;
        isWhole &&= articles.length < head.most;
        for (const signed of articles) {
          const [number, own] = signed < 0 ? [~signed, 1] : [signed, other === word ? 8 : 5];
          points.set(number, Math.max(own, points.get(number) ?? 0));
        }
      }
    }
    return { points, isWhole };
  };

  const record = async (number) => {
    const own = head.articles.findLastIndex((first) => first <= number);
    const [title, url] = (await piece(own))[number - head.articles[own]];
    return { title, url };
  };

  return async (words, every, most) => {
    if (!words.length) return { best: [], count: 0 };
    const asked = [`=${words.join("")}`, ...new Set(words)].slice(0, 1 + WORDS);
    // The whole as a name that begins so, and each word; the name counts more than all words.
    const [name, ...all] = await Promise.all(asked.map(holders));
    const points = new Map([...name.points].map(([number, own]) => [number, own * 100]));
    for (const { points: own } of all) {
      for (const [number, more] of own) points.set(number, more + (points.get(number) ?? 0));
    }
    // A word of too many articles proves nothing of those that are left out.
    const sure = every ? all.filter(({ isWhole }) => isWhole) : [];
    const found = [...points]
      .filter(([number]) => name.points.has(number) || sure.every(({ points: own }) => own.has(number)))
      // Numbers are in the order of the titles' lengths.
      .sort(([a, of], [b, other]) => other - of || a - b);
    return { best: await Promise.all(found.slice(0, most).map(([number]) => record(number))), count: found.length };
  };
}

function link(article) {
  const item = document.createElement("li");
  const anchor = document.createElement("a");
  anchor.href = article.url;
  anchor.textContent = article.title;
  item.append(anchor);
  return item;
}

/** How many results are shown, and how many of them take the first places on a 404 page. */
const SHOWN = 8;
const LIKELY = 4;

/** Makes a search box work. */
export async function search(box) {
  const input = box.querySelector("input");
  const panel = document.createElement("div");
  const status = document.createElement("p");
  const list = document.createElement("ul");
  panel.className = "search-panel";
  panel.hidden = true;
  status.role = "status";
  panel.append(status, list);
  box.append(panel);

  const loading = finder(box.dataset.from);
  const show = async () => {
    const asked = input.value;
    const find = await loading;
    const { best, count } = await find(words(asked), true, SHOWN);
    if (asked !== input.value) return;
    list.replaceChildren(...best.map(link));
    status.textContent = count ? box.dataset.found.replace("{count}", count) : box.dataset.none;
    panel.hidden = !asked.trim();
  };
  input.addEventListener("input", show);
  // Not when Escape brings it back from a result.
  input.addEventListener("focus", (event) => { if (!box.contains(event.relatedTarget)) show(); });
  box.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await show();
    list.querySelector("a")?.click();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      panel.hidden = true;
      input.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || panel.hidden) return;
    const stops = [input, ...list.querySelectorAll("a")];
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
    event.preventDefault();
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) panel.hidden = true;
  });
  await show();
}

/** An address in letters; a `%` that encodes nothing stays, as people mistype addresses. */
function decoded(address) {
  return address.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** Puts what the words of the address may mean first in the list of a 404 page, which keeps its length. */
export async function suggest(list) {
  const find = await finder(list.dataset.from);
  const { best } = await find(words(decoded(location.pathname).replace(/\.\w+$/, "")), false, LIKELY);
  const found = best.map(link);
  const urls = new Set(found.map((item) => item.firstChild.pathname));
  const others = [...list.children].filter((item) => !urls.has(item.firstChild.pathname)).map((item) => item.cloneNode(true));
  const length = Math.max(list.children.length, found.length);
  list.replaceChildren(...[...found, ...others].slice(0, length));
}
