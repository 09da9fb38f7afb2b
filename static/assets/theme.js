// Before the first paint: the theme that the reader chose, and that scripts run.
"use strict";

document.documentElement.classList.add("js");
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
} catch {
  // Storage may be forbidden; then the theme is the system's.
}
