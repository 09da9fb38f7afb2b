// The query and the fragment that the reader asked for go along to the new address, unless it has its own.
const to = new URL(document.currentScript.dataset.target, location);
if (!to.search) to.search = location.search;
if (!to.hash) to.hash = location.hash;
location.replace(to);