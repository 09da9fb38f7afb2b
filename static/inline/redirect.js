// The query and the fragment that the reader asked for go along to the new address.
location.replace(document.currentScript.dataset.target + location.search + location.hash);
