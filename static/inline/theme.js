// Scripts run, and this is the theme that the reader chose.
document.documentElement.classList.add("js");
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
} catch {
  // Storage may be forbidden; then it is the system's.
}
