// The search box. Loaded when somebody uses it, by an address with `?q=`, or on the 404 page.

import { answer } from "./answer.js";
import { closest } from "./closest.js";
import { open } from "./index.js";

// Tests use the engine on its own.
export { answer, open };

/** The maximum length of a text in the address, in characters. */
const LINKED = 1000;
/** The maximum number of words in a text typed to look around, rather than copied from an error. */
const TYPED = 3;
/** How much of the line around the words in common is shown, in characters. */
const AROUND = 24;

function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function link({ url, title }) {
  const anchor = element("a", "", title);
  anchor.href = url;
  return anchor;
}

/** The part of the text that an article explains, with the words in common marked. */
function excerpt(letters, spans) {
  const parts = element("p", "seen");
  let end = Math.max(0, spans[0][0] - AROUND);
  const put = (from, to) => parts.append(letters.slice(from, to).join("").replace(/\s+/g, " "));
  if (end) parts.append("…");
  for (const [from, to] of spans) {
    if (from - end > 2 * AROUND) {
      put(end, end + AROUND);
      parts.append(" … ");
      end = from - AROUND;
    }
    put(end, from);
    parts.append(element("mark", "", letters.slice(from, to).join("")));
    end = to;
  }
  put(end, end + AROUND);
  if (end + AROUND < letters.length) parts.append("…");
  return parts;
}

/** Makes a search box work; `opening` is a promise of its index. */
export async function search(box, opening = open(box.dataset.from)) {
  const field = box.querySelector("textarea");
  const status = element("p");
  const list = element("ul");
  const panel = element("div", "search-panel", status, list);
  panel.hidden = true;
  status.role = "status";
  box.append(panel);
  // The hub's own address contains the text, so that it can be shared.
  const main = box.closest("main");

  const result = ({ entry, matched }, number, characters) => {
    const item = element("li", "", link(entry));
    if (entry.language) item.lang = item.firstChild.hreflang = entry.language;
    if (matched.length) {
      item.append(excerpt(characters, matched));
      if (!number && entry.answer) item.append(element("p", "answer", entry.answer));
    }
    return item;
  };
  let shown;
  const show = async () => {
    const asked = field.value;
    const index = await opening;
    const { verdict, matches: sure, characters } = await answer(index, asked);
    const matches = sure.length ? sure : await closest(index, asked, 5, TYPED);
    if (asked !== field.value) return;
    panel.hidden = !asked.trim();
    if (asked === shown) return;
    shown = asked;
    panel.dataset.verdict = verdict;
    list.replaceChildren(...matches.map((match, number) => result(match, number, characters)));
    status.textContent = matches.length ? box.dataset.found.replace("{count}", matches.length) : box.dataset.none;
    if (!main) return;
    const address = new URL(location);
    if (!panel.hidden && asked.length <= LINKED) address.searchParams.set("q", asked);
    else address.searchParams.delete("q");
    history.replaceState(history.state, "", address);
  };
  const follow = async () => {
    await show();
    list.querySelector("a")?.click();
  };
  field.addEventListener("input", show);
  // Not when Escape returns the focus from a result.
  field.addEventListener("focus", (event) => { if (!box.contains(event.relatedTarget)) show(); });
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const isField = event.target === field;
    if (event.key === "Escape") {
      panel.hidden = true;
      field.focus();
    }
    if (event.key === "Enter" && isField && !event.shiftKey) {
      event.preventDefault();
      follow();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || panel.hidden) return;
    // In a text of several lines, the arrow keys move between lines.
    const rest = step > 0 ? field.value.slice(field.selectionEnd) : field.value.slice(0, field.selectionStart);
    if (isField && rest.includes("\n")) return;
    const stops = [field, ...list.querySelectorAll("a")];
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
    event.preventDefault();
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) panel.hidden = true;
  });
  await show();
}

/** How many articles are moved to the top of a 404 page. */
const LIKELY = 4;

/** Moves what the words of the address may mean to the top of a 404 page's list. */
export async function suggest(list) {
  const index = await open(list.dataset.from);
  // Unlike `decodeURIComponent`, this keeps a `%` that encodes nothing, as people mistype addresses.
  const path = new URLSearchParams(`=${location.pathname.replaceAll("&", " ")}`).get("");
  const asked = path.replace(/\.\w+$/, "").replace(/[/_-]+/g, " ");
  const found = (await closest(index, asked, LIKELY)).map(({ entry }) => element("li", "", link(entry)));
  const urls = new Set(found.map((item) => item.firstChild.pathname));
  const others = [...list.children].filter((item) => !urls.has(item.firstChild.pathname));
  list.replaceChildren(...found, ...others);
}
