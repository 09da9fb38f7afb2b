// Values: parts that vary, such as paths, addresses, timestamps. Each function returns the end of
// what begins at `at`, or 0.

import { isDigit, isHex, isLatin, isSpace, isWord } from "./letters.js";

const get = (text, at) => text[at] ?? "\n";
const run = (text, at, fits, most = Infinity) => {
  const limit = Math.min(text.length, at + most);
  while (at < limit && fits(text[at])) at += 1;
  return at;
};
/** The maximum length of what may turn out not to be a value, so that nothing is read again and again. */
const LONGEST = 256;
const digits = (text, at) => run(text, at, isDigit) - at;
const trimEnd = (text, start, end) => {
  while (end > start + 1 && ".,;:!?-".includes(text[end - 1])) end -= 1;
  return end;
};

/** The end of what a pattern finds here; NaN if it finds nothing. */
const past = (text, at, pattern) => at + (pattern.exec(text.slice(at, at + LONGEST).join(""))?.[0].length ?? NaN);

export function valueEnd(rules, text, at) {
  const first = text[at];
  const [second, third] = [get(text, at + 1), get(text, at + 2)];
  const path = (start) => {
    const end = run(text, start, (letter) => !isSpace(letter) && !"\"'<>|:*?(),;[]{}".includes(letter));
    return end > start && trimEnd(text, at, end);
  };
  return (isDigit(first) && (time(text, at) || withPort(text, past(text, at, /^(\d{1,3}\.){3}\d{1,3}(?!\.?\d)/))))
    || ((isHex(first) || first === ":") && hexEnd(text, at))
    || (isLatin(first) && (url(text, at) || (second === ":" && "\\/".includes(third) && path(at + 3))))
    || (first === "\\" && second === "\\" && isWord(third) && path(at + 2))
    || ((isWord(first) || "/.~_".includes(first)) && name(rules, text, at));
}

function url(text, at) {
  const start = past(text, at, /^[a-z\d+.-]+:\/\//);
  const end = trimEnd(text, at, run(text, start, (letter) => !isSpace(letter) && !"\"'<>(){}[]|".includes(letter)));
  return end > start && end;
}

function name(rules, text, at) {
  const end = trimEnd(text, at, run(text, at, (letter) => isWord(letter) || "/._-+@~%".includes(letter), LONGEST));
  const name = text.slice(at, end).join("");
  const count = (sign) => name.split(sign).length - 1;
  const [slashes, dots] = [count("/"), count(".")];
  if (slashes + dots === 0 || !/\p{Alphabetic}/u.test(name)) return 0;
  const last = name.split(/[/.]/).at(-1);
  const isNamed = isWord(text[at]);
  const isFile = dots > 0 && rules.files.has(last);
  if (slashes > 0) return ((slashes > 1 || !isNamed) && end > at + 2) || isFile ? end : 0;
  if (!isNamed) return 0;
  if (count("@") === 1) return end;
  return name.startsWith("www.") || rules.tops.has(last) ? withPort(text, end) : isFile ? end : 0;
}

const withPort = (text, end) => {
  const port = get(text, end) === ":" ? digits(text, end + 1) : 0;
  return port ? end + 1 + port : end;
};

function hexEnd(text, at) {
  const [all] = /^[\da-f:-]*/.exec(text.slice(at, at + LONGEST).join(""));
  const [found] = /^(\w{8}(-\w{4}){3}-\w{12}$|(?=.*\w)(?=.*(::|:.*:.*:))(\w{0,4}:)+\w{0,4}$|(?=\w*(\d[a-f]|[a-f]\d))\w{12,})/.exec(all) ?? [];
  return found && !isWord(get(text, at + all.length)) && at + found.length;
}

function time(text, at) {
  const isEnd = (at, also) => get(text, at) === also || !isWord(get(text, at));
  const clock = (at) => {
    const end = past(text, at, /^\d\d?:\d\d?:\d\d?(?!\d)([.,]\d+)?(z|[+-]\d{2,}(:\d\d(?!\d))?)?/);
    return isEnd(end) && end;
  };
  const end = past(text, at, /^(\d{4}([-/.])\d\d?\2\d\d?|\d\d?([-/.])(\d\d?\3\d{4}|\d{4}\3\d\d?))(?!\d)/);
  return end && isEnd(end, "t") ? ("t :".includes(get(text, end)) && isDigit(get(text, end + 1)) && clock(end + 1)) || end : clock(at);
}
