// Values: parts that vary, such as paths, addresses, timestamps. Each function returns the end of
// what begins at `at`, or 0. Nothing is read far before it is known to be a value, so that no text is read
// again and again.

import { isWord } from "./letters.js";

/** The end of what a sticky pattern finds here. */
function past(text, at, pattern) {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

const isEnd = (text, at) => !isWord(text[at] ?? " ");

/** The end of the value that begins here. The last sign of a path or an address is not punctuation. */
export function valueEnd(rules, text, at) {
  return time(text, at)
    || past(text, at, /(\d{1,3}\.){3}\d{1,3}(?!\.?\d)(:\d+)?/y)
    || hexEnd(text, at)
    || past(text, at, /[a-z][a-z\d+.-]{0,255}:\/\/[^\p{White_Space}"'<>(){}[\]|]*[^\p{White_Space}"'<>(){}[\]|.,;:!?-]/uy)
    || past(text, at, /([a-z]:[\\/](?=[^\p{White_Space}"'<>|:*?(),;[\]{}])|\\\\(?=[\p{Alphabetic}\p{N}\p{M}]))([^\p{White_Space}"'<>|:*?(),;[\]{}]*[^\p{White_Space}"'<>|:*?(),;[\]{}.!-])?/uy)
    || name(rules, text, at);
}

function name(rules, text, at) {
  const end = past(text, at, /(?=[\p{Alphabetic}\p{N}\p{M}/.~_])[\p{Alphabetic}\p{N}\p{M}/._+@~%-]{0,255}[\p{Alphabetic}\p{N}\p{M}/_+@~%]/uy);
  const name = text.slice(at, end);
  const count = (sign) => name.split(sign).length - 1;
  const [slashes, dots] = [count("/"), count(".")];
  if (slashes + dots === 0 || !/\p{Alphabetic}/u.test(name)) return 0;
  const last = name.split(/[/.]/).at(-1);
  const isNamed = isWord(name[0]);
  const isFile = dots > 0 && rules.files.has(last);
  if (slashes > 0) return ((slashes > 1 || !isNamed) && end > at + 2) || isFile ? end : 0;
  if (!isNamed) return 0;
  if (count("@") === 1) return end;
  return name.startsWith("www.") || rules.tops.has(last) ? past(text, end, /(:\d+)?/y) : isFile ? end : 0;
}

function hexEnd(text, at) {
  const end = past(text, at, /(?!-)[\da-f:-]{1,256}/y);
  const [found] = /^(\w{8}(-\w{4}){3}-\w{12}$|(?=.*\w)(?=.*(::|:.*:.*:))(\w{0,4}:)+\w{0,4}$|(?=\w*(\d[a-f]|[a-f]\d))\w{12,})/.exec(text.slice(at, end)) ?? [];
  return found && isEnd(text, end) && at + found.length;
}

function time(text, at) {
  const clock = (at) => {
    const end = past(text, at, /\d\d?:\d\d?:\d\d?(?!\d)([.,]\d+)?(z|[+-]\d{2,}(:\d\d(?!\d))?)?/y);
    return isEnd(text, end) && end;
  };
  const end = past(text, at, /(\d{4}([-/.])\d\d?\2\d\d?|\d\d?([-/.])(\d\d?\3\d{4}|\d{4}\3\d\d?))(?!\d)/y);
  return end && (text[end] === "t" || isEnd(text, end)) ? (past(text, end, /[t :](?=\d)/y) && clock(end + 1)) || end : clock(at);
}
