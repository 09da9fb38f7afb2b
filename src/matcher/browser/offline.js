// The offline copy: shows one article at a time, and searches the index that is in the page.

import { search } from "./box.js";
import { indexOf } from "./index.js";

const heading = document.querySelector("h1");
const title = document.title;

/** What the address names; if an article has no such part, the article. */
function named() {
  const anchor = location.hash.slice(1);
  return document.getElementById(anchor) ?? document.getElementById(anchor.split(":")[0]);
}

function show(isFirst) {
  const target = named();
  const article = target?.closest("article");
  // A link to a part of the page around the articles changes nothing.
  if (!article && target && target.id !== "directory") return;
  for (const one of document.querySelectorAll(".is-shown")) one.classList.remove("is-shown");
  article?.classList.add("is-shown");
  document.body.classList.toggle("has-article", Boolean(article));
  const name = article?.querySelector("h2");
  document.title = name ? `${name.textContent} | ${title}` : title;
  if (isFirst && !article) return;
  const place = article && target !== article ? target : name ?? heading;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  // At the beginning of an article, the search box is still in sight.
  if (place === target) place.scrollIntoView({ behavior: "instant" });
  else scrollTo({ top: 0, behavior: "instant" });
}

addEventListener("hashchange", () => show(false));
show(true);

/** The index in the page. Its articles lead to where they are on the page, or else to the site. */
async function unpack(packed, base) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const list = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const [head, ...pieces] = await new Response(list).json();
  const index = indexOf(head, async (number) => pieces[number]);
  const { entries } = index;
  const here = (url) => {
    const online = new URL(url, base).href;
    const link = [...document.querySelectorAll("article[data-url]")].find((one) => one.dataset.url === online);
    return link ? `#${link.id}` : online;
  };
  index.entries = async (numbers) => new Map([...await entries(numbers)].map(([number, entry]) => [number, { ...entry, url: here(entry.url) }]));
  return index;
}

const box = document.querySelector(".search");
const data = document.getElementById("search-index");
if (box && data && "DecompressionStream" in window) {
  box.hidden = false;
  box.addEventListener("focusin", () => search(box, unpack(data.textContent, box.dataset.base)), { once: true });
}
