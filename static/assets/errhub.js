// What scripts add to a page that is complete without them: copy buttons on code.
"use strict";

for (const block of document.querySelectorAll("pre > code")) {
  if (!navigator.clipboard) break;
  const words = document.documentElement.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy || "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent.replace(/\n$/, ""));
    button.textContent = words.copied || "Copied";
    setTimeout(() => { button.textContent = words.copy || "Copy"; }, 2000);
  });
  const frame = document.createElement("div");
  frame.className = "code-frame";
  block.parentElement.replaceWith(frame);
  frame.append(block.parentElement, button);
}
