// Finds articles by title, code and messages. Loaded when somebody goes to a search box, or to a
// page that does not exist.

/** The articles of the hub: title, code, address and messages of each. */
async function articles(from) {
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
  const { articles: all } = await answer.json();
  return all.map((article) => ({
    ...article,
    near: fold([article.title, article.code].join(" ")),
    far: fold((article.messages ?? []).join(" ")),
  }));
}

/** Small letters and digits only, so that `ERR_NAME_NOT_RESOLVED` is found as it is spoken. */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** The articles that hold every word, those that hold it in the title or code first. */
function rank(all, text, wanted) {
  const words = fold(text).split(" ").filter(Boolean);
  if (!words.length) return [];
  return all
    .map((article) => ({ article, score: score(article, words) }))
    .filter(({ score: own }) => own.found >= wanted(words.length))
    .sort((a, b) => b.score.points - a.score.points)
    .map(({ article }) => article);
}

function score(article, words) {
  const whole = ` ${article.near} `;
  const own = { found: 0, points: 0 };
  for (const word of words) {
    const points = whole.includes(` ${word} `) ? 8 : whole.includes(` ${word}`) ? 5 : whole.includes(word) ? 3 : article.far.includes(word) ? 1 : 0;
    own.found += points > 0;
    own.points += points;
  }
  // Of two that hold the same words, the one with the shorter title says less besides.
  own.points -= article.near.length / 1000;
  return own;
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

  const loading = articles(box.dataset.from);
  const show = async () => {
    const asked = input.value;
    const all = await loading;
    if (asked !== input.value) return;
    const found = rank(all, asked, (words) => words);
    list.replaceChildren(...found.slice(0, SHOWN).map(link));
    status.textContent = found.length ? box.dataset.found.replace("{count}", found.length) : box.dataset.none;
    panel.hidden = !asked.trim();
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", show);
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

/** Puts what the words of the address may mean first in the list of a 404 page, which keeps its length. */
export async function suggest(list) {
  const words = decodeURIComponent(location.pathname).replace(/\.\w+$/, "");
  const found = rank(await articles(list.dataset.from), words, () => 1).slice(0, LIKELY).map(link);
  const urls = new Set(found.map((item) => item.firstChild.pathname));
  const others = [...list.children].filter((item) => !urls.has(item.firstChild.pathname)).map((item) => item.cloneNode(true));
  const length = Math.max(list.children.length, found.length);
  list.replaceChildren(...[...found, ...others].slice(0, length));
}
