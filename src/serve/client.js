// Follows the preview: reloads the page when it changes, and shows what is wrong with the site.
"use strict";

(() => {
  const script = document.currentScript;
  const shown = { page: script.dataset.page, style: script.dataset.style };
  const isOverview = location.pathname === "/_errhub/";
  let dismissed = "";

  const swapStyle = (href) => {
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      if (new URL(link.href).pathname !== new URL(shown.style, location.href).pathname) continue;
      const next = link.cloneNode();
      next.href = href;
      next.addEventListener("load", () => link.remove());
      link.after(next);
    }
    shown.style = href;
  };

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const overlay = (problems) => {
    document.querySelector("errhub-overlay")?.remove();
    const errors = problems.filter((problem) => problem.severity === "error");
    const state = JSON.stringify(errors);
    if (errors.length === 0 || state === dismissed) return;
    const host = element("errhub-overlay");
    const root = host.attachShadow({ mode: "open" });
    root.append(element("link", "", { rel: "stylesheet", href: "/_errhub/client.css" }));
    const box = element("section", "", { class: "overlay", role: "alertdialog", "aria-labelledby": "title", tabindex: "-1" });
    const count = problems.length - errors.length;
    const words = `${errors.length} error${errors.length === 1 ? "" : "s"}${count ? `, ${count} warning${count === 1 ? "" : "s"}` : ""}`;
    box.append(element("h2", words, { id: "title" }));
    box.append(element("p", "The page is the last good version. This note goes when the mistakes are mended."));
    const close = element("button", "Dismiss", { type: "button" });
    close.addEventListener("click", () => { dismissed = state; host.remove(); });
    box.append(close);
    const list = element("ol");
    for (const problem of [...errors, ...problems.filter((one) => one.severity !== "error")]) {
      const item = element("li", "", { class: problem.severity });
      item.append(element("pre", problem.drawn.trimEnd(), { tabindex: "0" }));
      if (problem.editor) item.append(element("a", `Open ${problem.place}`, { href: problem.editor }));
      list.append(item);
    }
    box.append(list);
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") close.click(); });
    root.append(box);
    document.body.append(host);
    box.focus();
  };

  const source = new EventSource("/_errhub/events?path=" + encodeURIComponent(location.pathname));
  let problems = "";
  source.addEventListener("message", (event) => {
    const now = JSON.parse(event.data);
    if (isOverview) {
      if (problems && problems !== event.data) location.reload();
      problems = event.data;
      return;
    }
    if (now.page !== shown.page) {
      sessionStorage.setItem("errhub-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
      location.reload();
      return;
    }
    if (now.style && now.style !== shown.style) swapStyle(now.style);
    overlay(now.problems);
  });
  addEventListener("pagehide", () => source.close());

  const kept = JSON.parse(sessionStorage.getItem("errhub-scroll") || "null");
  sessionStorage.removeItem("errhub-scroll");
  if (kept && kept[0] === location.pathname) scrollTo(kept[1], kept[2]);
})();
