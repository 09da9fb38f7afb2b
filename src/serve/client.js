// Follows the preview: reloads the page when it changes, and shows what is wrong with the site.
"use strict";

(() => {
  const OWN = "/_errhub/";
  const DISMISSED = "errhub-dismissed";
  // How long the server may be gone before the page says so, and how soon to try again.
  const PATIENCE = 1500;
  const RETRY = 1000;
  const { page, style, lists } = document.currentScript.dataset;
  let source = null;
  let styleShown = style;
  const replaced = new Map();
  let gone = 0;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // Outside the body, so that the site's own style sheet does not affect it.
  const host = element("errhub-overlay");
  const status = element("p", { class: "status", role: "status", hidden: "" });
  const corner = element("nav", { class: "corner", "aria-label": "errhub preview", hidden: "" });
  const root = host.attachShadow({ mode: "open" });
  root.append(element("link", { rel: "stylesheet", href: `${OWN}client.css` }), status, corner);
  document.documentElement.append(host);
  let panel = null;
  let focusedBefore = null;

  const follow = () => {
    // A browser allows only a few connections to one server, so a page in the background gives its
    // own back and catches up later.
    if (source || document.visibilityState === "hidden") return;
    source = new EventSource(`${OWN}events?path=${encodeURIComponent(location.pathname)}`);
    source.addEventListener("message", ({ data }) => {
      clearTimeout(gone);
      gone = 0;
      status.hidden = true;
      show(JSON.parse(data));
    });
    source.addEventListener("error", () => {
      gone ||= setTimeout(() => {
        status.textContent = "errhub serve does not answer, so this page may be old.";
        status.hidden = false;
      }, PATIENCE);
      // The browser reconnects by itself, unless something else answered.
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(follow, RETRY);
    });
  };

  const pause = () => {
    source?.close();
    source = null;
    clearTimeout(gone);
    gone = 0;
  };

  const show = (now) => {
    if (now.page !== page) {
      // What else is said until then is about a page that is going.
      pause();
      // The browser keeps the scroll position.
      location.reload();
      return;
    }
    if (now.style && now.style !== styleShown) exchangeStyle(now.style);
    // Some pages of the preview list what is wrong themselves.
    if (lists === undefined) showProblems(now);
  };

  const exchangeStyle = (href) => {
    const path = (link) => new URL(link.href).pathname;
    const old = [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => path(link) === styleShown);
    styleShown = href;
    for (const link of old) {
      const next = link.cloneNode();
      next.href = href;
      // The old one stays until the new one is loaded, and may itself be about to replace another.
      replaced.set(next, [link, ...(replaced.get(link) ?? [])]);
      next.addEventListener("load", () => replaced.get(next).forEach((one) => one.remove()));
      link.after(next);
    }
  };

  const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  const counts = ({ errors, warnings }) => [
    ...(errors ? [count(errors, "error")] : []),
    ...(warnings ? [count(warnings, "warning")] : []),
  ].join(", ");

  const showProblems = (now) => {
    if (now.errors === 0) sessionStorage.removeItem(DISMISSED);
    if (now.errors === 0 || sessionStorage.getItem(DISMISSED) === now.mark) {
      hidePanel();
      showCorner(now);
    } else {
      corner.hidden = true;
      showPanel(now);
    }
  };

  // Small, and at the end of the page, where it cannot cover anything.
  const showCorner = (now) => {
    corner.hidden = now.errors + now.warnings === 0;
    // Keeps the focus if nothing changes.
    if (corner.textContent === counts(now)) return;
    const severity = now.errors ? "error" : "warning";
    corner.replaceChildren(element("a", { href: OWN, class: severity }, counts(now)));
  };

  const showPanel = (now) => {
    const dismiss = element("button", { type: "button" }, "Dismiss");
    dismiss.addEventListener("click", () => {
      const hadFocus = document.activeElement === host;
      sessionStorage.setItem(DISMISSED, now.mark);
      hidePanel();
      showCorner(now);
      if (hadFocus && document.activeElement === document.body) corner.querySelector("a").focus({ preventScroll: true });
    });
    const list = element("ol", { class: "problems" }, ...now.problems.map(({ drawn, editor, place }) => element(
      "li",
      { class: "error" },
      element("pre", { tabindex: "0" }, drawn),
      ...(editor ? [element("a", { href: editor }, `Open ${place}`)] : []),
    )));
    const more = now.errors - now.problems.length;
    const rest = [
      ...(more ? [element("a", { href: `${OWN}?severity=error` }, count(more, "more error"))] : []),
      ...(now.warnings ? [element("a", { href: `${OWN}?severity=warning` }, count(now.warnings, "warning"))] : []),
    ];
    const isNew = !panel;
    if (isNew) {
      panel = element("section", { class: "overlay", role: "alertdialog", "aria-labelledby": "title", "aria-describedby": "note", tabindex: "-1" });
      panel.addEventListener("keydown", ({ key }) => {
        if (key === "Escape") panel.querySelector("button").click();
      });
      root.append(panel);
    }
    const scrolled = panel.scrollTop;
    panel.replaceChildren(
      element("h2", { id: "title" }, counts(now)),
      element("p", { id: "note" }, "Pages with errors are shown as they last were without them. This panel closes when all errors are fixed."),
      dismiss,
      list,
      ...(rest.length ? [element("p", { class: "rest" }, ...rest)] : []),
    );
    panel.scrollTop = scrolled;
    if (isNew) {
      focusedBefore = document.activeElement;
      panel.focus({ preventScroll: true });
    }
  };

  const hidePanel = () => {
    if (!panel) return;
    const hasFocus = document.activeElement === host;
    panel.remove();
    panel = null;
    if (hasFocus) focusedBefore?.focus({ preventScroll: true });
    focusedBefore = null;
  };

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? pause() : follow()));
  addEventListener("pagehide", pause);
  // Also when the page is restored from the history.
  addEventListener("pageshow", follow);
  follow();

  // The overview's own box tries a text against the current articles. The address keeps the text.
  for (const box of document.querySelectorAll(".errhub-page .search")) {
    const work = () => import(box.dataset.script).then(({ search }) => search(box));
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      box.querySelector("textarea").value = asked;
      work();
    } else {
      box.addEventListener("focusin", work, { once: true });
    }
  }
})();
