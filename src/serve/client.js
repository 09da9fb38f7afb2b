// Follows the preview: reloads the page when it changes, and shows what is wrong with the site.
"use strict";

(() => {
  const OWN = "/_errhub/";
  const DISMISSED = "errhub-dismissed";
  // How long a server may be gone before the page says so, and how soon it is asked again.
  const PATIENCE = 1500;
  const RETRY = 1000;
  const { page, style } = document.currentScript.dataset;
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

  // Beside the body, so that the site's own style sheet does not see it.
  const host = element("errhub-overlay");
  const status = element("p", { class: "status", role: "status", hidden: "" });
  const root = host.attachShadow({ mode: "open" });
  root.append(element("link", { rel: "stylesheet", href: `${OWN}client.css` }), status);
  document.documentElement.append(host);
  let panel = null;
  let focusedBefore = null;

  const follow = () => {
    // A browser keeps few connections to one server, so a page in the background gives its own back
    // and catches up later.
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
      // The browser asks again by itself, unless something else answered.
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
      // The browser keeps the place that was scrolled to.
      location.reload();
      return;
    }
    if (now.style && now.style !== styleShown) exchangeStyle(now.style);
    // The overview lists everything itself.
    if (location.pathname !== OWN) showProblems(now);
  };

  const exchangeStyle = (href) => {
    const path = (link) => new URL(link.href).pathname;
    const old = [...document.querySelectorAll('link[rel="stylesheet"]')].filter((link) => path(link) === styleShown);
    styleShown = href;
    for (const link of old) {
      const next = link.cloneNode();
      next.href = href;
      // Until it is there the old one stays, which may itself be on its way to replace another.
      replaced.set(next, [link, ...(replaced.get(link) ?? [])]);
      next.addEventListener("load", () => replaced.get(next).forEach((one) => one.remove()));
      link.after(next);
    }
  };

  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  const showProblems = ({ problems, more }) => {
    const errors = problems.filter(({ severity }) => severity === "error");
    const state = JSON.stringify(errors);
    if (errors.length === 0) sessionStorage.removeItem(DISMISSED);
    if (errors.length === 0 || sessionStorage.getItem(DISMISSED) === state) {
      hide();
      return;
    }
    const warnings = problems.length - errors.length;
    const title = [count(errors.length, "error"), ...(warnings ? [count(warnings, "warning")] : [])].join(", ");
    const dismiss = element("button", { type: "button" }, "Dismiss");
    dismiss.addEventListener("click", () => {
      sessionStorage.setItem(DISMISSED, state);
      hide();
    });
    const list = element("ol", {}, ...problems.map(({ severity, drawn, editor, place }) => element(
      "li",
      { class: severity },
      element("pre", { tabindex: "0" }, drawn.trimEnd()),
      ...(editor ? [element("a", { href: editor }, `Open ${place}`)] : []),
    )));
    const rest = element("p", {}, `${more} more: `, element("a", { href: OWN }, "all of them"));
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
      element("h2", { id: "title" }, title),
      element("p", { id: "note" }, "What is broken is shown as it last was in order, if it ever was. This panel goes when all errors are mended."),
      dismiss,
      list,
      ...(more ? [rest] : []),
    );
    panel.scrollTop = scrolled;
    if (isNew) {
      focusedBefore = document.activeElement;
      panel.focus({ preventScroll: true });
    }
  };

  const hide = () => {
    if (!panel) return;
    const hasFocus = document.activeElement === host;
    panel.remove();
    panel = null;
    if (hasFocus) focusedBefore?.focus({ preventScroll: true });
    focusedBefore = null;
  };

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? pause() : follow()));
  addEventListener("pagehide", pause);
  // Also where the page comes back from the history as it was.
  addEventListener("pageshow", follow);
  follow();
})();
