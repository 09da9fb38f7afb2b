// Enhancements for pages that are complete without scripts.
"use strict";

const root = document.documentElement;

// Copy buttons on code.
if (navigator.clipboard) {
  for (const pre of document.querySelectorAll("pre")) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    frame.className = "code-frame";
    button.className = "copy";
    button.type = "button";
    button.textContent = root.dataset.copy;
    button.ariaLive = "polite";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text(pre).trimEnd());
      button.textContent = root.dataset.copied;
      setTimeout(() => { button.textContent = root.dataset.copy; }, 2000);
    });
    pre.replaceWith(frame);
    frame.append(pre, button);
  }
}

// The code. In a session with prompts, only the commands: nobody wants to paste the rest.
function text(pre) {
  const copy = pre.cloneNode(true);
  if (copy.querySelector(".p")) copy.querySelectorAll(".p, .o").forEach((part) => part.remove());
  return copy.textContent;
}

// The switch between light and dark. A choice that matches the system's is not stored.
const dark = matchMedia("(prefers-color-scheme: dark)");
const themeSwitch = document.querySelector(".theme-switch");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
function showTheme() {
  themeSwitch.ariaPressed = isDark();
  const paper = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) meta.content = paper;
}
if (themeSwitch) {
  themeSwitch.hidden = false;
  themeSwitch.addEventListener("click", () => {
    const wanted = isDark() ? "light" : "dark";
    root.dataset.theme = (wanted === "dark") === dark.matches ? "" : wanted;
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Storage is forbidden, so the choice lasts as long as the page.
    }
    showTheme();
  });
  dark.addEventListener("change", showTheme);
  showTheme();
}

// The table of contents marks the section that is being read.
const lines = new Map();
for (const link of document.querySelectorAll(".contents a")) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target) lines.set(target, link);
}
if (lines.size) {
  const box = document.querySelector(".contents");
  let marked;
  const follow = () => {
    // At the end of the page, nothing below can scroll into view any more.
    const line = innerHeight + scrollY < root.scrollHeight - 2 ? 120 : innerHeight;
    const passed = [...lines].filter(([target]) => target.offsetParent && target.getBoundingClientRect().top < line);
    const now = passed.at(-1)?.[1];
    if (now === marked) return;
    marked = now;
    for (const link of lines.values()) {
      if (link === now) link.ariaCurrent = "location";
      else link.removeAttribute("aria-current");
    }
    // A table of contents that is longer than the screen scrolls along.
    if (now && box.scrollHeight > box.clientHeight) box.scrollTop = now.offsetTop - box.clientHeight / 2;
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();
}

// The search box loads its script and data when somebody focuses it, or when the address has `?q=`.
const asked = new URLSearchParams(location.search).get("q");
for (const box of document.querySelectorAll(".search")) {
  box.hidden = false;
  box.addEventListener("focusin", async () => {
    const { search } = await import(box.dataset.script);
    search(box);
  }, { once: true });
  if (asked) {
    const field = box.querySelector("textarea");
    field.value = asked;
    field.focus();
  }
}
const suggested = document.querySelector(".recent[data-script]");
if (suggested) {
  // Nothing below the list moves when it changes: it keeps its height.
  const height = suggested.offsetHeight;
  suggested.style.minHeight = `${height}px`;
  import(suggested.dataset.script).then(({ suggest }) => suggest(suggested)).then(() => {
    while (suggested.offsetHeight > height) suggested.lastChild.remove();
  });
}
