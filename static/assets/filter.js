// Filters the list of a category or platform according to the address:
// `?platform=Chrome&audience=visitor&severity=high`.
"use strict";

const bar = document.querySelector(".filters");
if (bar) narrow(bar, document.querySelector(".articles"), document.querySelector("p.count"));

function narrow(bar, list, status) {
  const pages = document.querySelector(".pagination");
  const whole = status.textContent;
  const firstPage = [...list.children];
  const selects = [...bar.querySelectorAll("select")];
  // An article has several platforms and audiences, and one value of each field of the site's own.
  const values = (item, name) =>
    item.getAttribute(`data-${name}s`)?.split("|") ?? [item.getAttribute(`data-field-${name}`)];
  const fits = (item) => selects.every(({ name, value }) => !value || values(item, name).includes(value));

  const show = async () => {
    const active = selects.some((select) => select.value);
    const items = active ? await allPages() : firstPage;
    const found = items.filter(fits);
    list.replaceChildren(...found);
    if (pages) pages.hidden = active;
    status.textContent = active
      ? bar.dataset.shown.replace("{count}", found.length).replace("{total}", items.length)
      : whole;
  };

  // The list continues on other pages, which are fetched once, when the first filter is set.
  let loaded;
  const allPages = () => (loaded ??= load());
  const load = async () => {
    const items = [...firstPage];
    let next = pages?.querySelector("[rel=next]")?.getAttribute("href");
    while (next) {
      const answer = await fetch(next);
      if (!answer.ok) break;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      items.push(...page.querySelectorAll(".articles > li"));
      next = page.querySelector(".pagination [rel=next]")?.getAttribute("href");
    }
    return items;
  };

  const asked = new URLSearchParams(location.search);
  for (const select of selects) {
    select.value = asked.get(select.name) ?? "";
    // An unknown value leaves nothing selected.
    if (select.selectedIndex < 0) select.value = "";
    select.addEventListener("change", () => {
      const address = new URL(location.href);
      address.search = new URLSearchParams(selects.filter((one) => one.value).map((one) => [one.name, one.value]));
      history.replaceState(null, "", address);
      show();
    });
  }
  bar.hidden = false;
  if (selects.some((select) => select.value)) show();
}
