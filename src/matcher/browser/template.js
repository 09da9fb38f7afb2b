// Templates: the texts of articles, prepared for comparison with a paste.

import { div } from "./letters.js";
import { trimmed } from "./slots.js";
import { read } from "./tokens.js";

/** The texts of an article that a paste is compared with, each as [source, template]. */
export function templates(index, { title, code, messages, seen_as: seen, aliases }) {
  const all = (list, source) => (list ?? []).map((text) => [source, template(index, source, text)]);
  return [...all(messages, "message"), ...all([title, ...(code == null ? [] : [code])], "name"), ...all(seen, "seen"), ...all(aliases, "name")];
}

const SLOT = "\ue000";

/** A message with a marker in place of each slot, and the slots' names. */
export function withoutSlots(message) {
  const names = [];
  const text = message.replace(/\{\{([\p{Alphabetic}\p{N}_-]+)\}\}|\{([\p{Alphabetic}\p{N}_-]+)\}/gu, (_, literal, name) => {
    if (literal) return `{${literal}}`;
    names.push(name);
    return SLOT;
  });
  return [text, names];
}

function template(index, source, line) {
  const [plain, names] = source === "message" ? withoutSlots(line) : [line, []];
  const { letters, tokens } = read(index.rules, plain);
  const own = { tokens: [], gaps: [] };
  const gap = (start, end, isOpen) => {
    const parts = letters.slice(start, Math.max(start, end)).join("").split(SLOT);
    const slots = names.splice(0, parts.length - 1);
    // Few gaps are asked for their signs.
    own.gaps.push({ slots, get signs() { return parts.map(trimmed); }, isOpen: isOpen || slots.length > 0 });
  };
  let [end, isOpen] = [0, false];
  for (const token of tokens.slice(0, 80)) {
    const start = end;
    end = token.end;
    // The varying parts of a text in `seen_as` are recognized by their form.
    if (source === "seen" && token.inside >= 0) {
      isOpen = true;
      continue;
    }
    gap(start, token.start, isOpen);
    isOpen = false;
    const says = index.weights[index.places.get(token.word)] ?? 1;
    const share = !token.hasDigit || source === "message" ? 4 : source === "name" ? 0 : 1;
    const weight = div(says * share, 4);
    own.tokens.push({ word: token.word, letters: token.letters, weight, hasDigit: token.hasDigit, mayVary: token.mayVary });
  }
  gap(end, tokens.length > 80 ? end : letters.length, false);
  return own;
}
