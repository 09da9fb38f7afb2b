// Values: parts that vary, such as paths, addresses, timestamps. Each function returns the end of
// what begins at `at`, or 0.

import { ALPHABETIC, isDigit, isHex, isLatin, isSpace, isWord } from "./letters.js";

const get = (text, at) => text[at] ?? "\n";
const run = (text, at, fits) => {
  while (at < text.length && fits(text[at])) at += 1;
  return at;
};
const digits = (text, at) => run(text, at, isDigit) - at;
const trimEnd = (text, start, end) => {
  while (end > start + 1 && ".,;:!?-".includes(text[end - 1])) end -= 1;
  return end;
};

export function valueEnd(rules, text, at) {
  const first = text[at];
  if (isDigit(first)) {
    const end = time(text, at) || ip4(text, at);
    if (end) return end;
  }
  if (isHex(first) || first === ":") {
    const end = hexEnd(text, at);
    if (end) return end;
  }
  const inWindows = (letter) => !isSpace(letter) && !"\"'<>|:*?(),;[]{}".includes(letter);
  if (isLatin(first)) {
    const end = url(text, at);
    if (end) return end;
    if (get(text, at + 1) === ":" && "\\/".includes(get(text, at + 2))) {
      const end = run(text, at + 2, inWindows);
      return end > at + 3 ? trimEnd(text, at, end) : 0;
    }
  }
  if (first === "\\" && get(text, at + 1) === "\\" && isWord(get(text, at + 2))) {
    return trimEnd(text, at, run(text, at + 2, inWindows));
  }
  return isWord(first) || "/.~_".includes(first) ? name(rules, text, at) : 0;
}

function url(text, at) {
  const scheme = run(text, at, (letter) => isLatin(letter) || isDigit(letter) || "+.-".includes(letter));
  if (text.slice(scheme, scheme + 3).join("") !== "://") return 0;
  const end = trimEnd(text, at, run(text, scheme + 3, (letter) => !isSpace(letter) && !"\"'<>(){}[]|".includes(letter)));
  return end > scheme + 3 ? end : 0;
}

function name(rules, text, at) {
  const end = trimEnd(text, at, run(text, at, (letter) => isWord(letter) || "/._-+@~%".includes(letter)));
  const name = text.slice(at, end);
  const count = (sign) => name.filter((letter) => letter === sign).length;
  const [slashes, dots] = [count("/"), count(".")];
  if (slashes + dots === 0 || !name.some((letter) => ALPHABETIC.test(letter))) return 0;
  const last = name.join("").split(/[/.]/).at(-1);
  const isNamed = isWord(name[0]);
  if (count("@") === 1 && slashes === 0 && dots > 0 && isNamed) return end;
  const isFile = dots > 0 && rules.files.has(last);
  if (slashes > 0) return ((slashes > 1 || !isNamed) && end > at + 2) || isFile ? end : 0;
  if (!isNamed) return 0;
  if (name.slice(0, 4).join("") === "www." || rules.tops.has(last)) return withPort(text, end);
  return isFile ? end : 0;
}

const withPort = (text, end) => {
  const port = get(text, end) === ":" ? digits(text, end + 1) : 0;
  return port ? end + 1 + port : end;
};

function ip4(text, at) {
  let end = at;
  for (let part = 0; part < 4; part += 1) {
    if (part > 0) {
      if (get(text, end) !== ".") return 0;
      end += 1;
    }
    const length = digits(text, end);
    if (length < 1 || length > 3) return 0;
    end += length;
  }
  return get(text, end) === "." && isDigit(get(text, end + 1)) ? 0 : withPort(text, end);
}

function hexEnd(text, at) {
  const end = run(text, at, (letter) => isHex(letter) || letter === "-" || letter === ":");
  if (isWord(get(text, end))) return 0;
  const name = text.slice(at, end).join("");
  const lengths = (sign) => name.split(sign).map((part) => part.length);
  if (lengths("-").join() === "8,4,4,4,12") return end;
  const groups = lengths(":");
  const isIp = groups.length > 3 || (groups.length > 2 && name.includes("::"));
  if (isIp && !name.includes("-") && groups.every((length) => length <= 4)) return /[0-9a-f]/.test(name) ? end : 0;
  const close = run(text, at, isHex);
  const id = text.slice(at, close).join("");
  return id.length >= 12 && /[0-9]/.test(id) && /[a-f]/.test(id) && !isWord(get(text, close)) ? close : 0;
}

function time(text, at) {
  const end = numbers(text, at, "-/.");
  if (!end || !isDay(text, at, end)) return clock(text, at);
  return "t :".includes(get(text, end)) && isDigit(get(text, end + 1)) ? clock(text, end + 1) || end : end;
}

/** Three numbers with the same sign between them. */
function numbers(text, at, signs) {
  const first = at + digits(text, at);
  const second = first + 1 + digits(text, first + 1);
  const third = second + 1 + digits(text, second + 1);
  const sign = get(text, first);
  return signs.includes(sign) && get(text, second) === sign && first > at && second > first + 1 && third > second + 1 ? third : 0;
}

function isDay(text, at, end) {
  const lengths = text.slice(at, end).join("").split(/[^0-9]/).map((part) => part.length).sort((a, b) => a - b);
  return lengths[1] <= 2 && lengths[2] === 4 && (!isWord(get(text, end)) || get(text, end) === "t");
}

function clock(text, at) {
  let end = numbers(text, at, ":");
  if (!end || text.slice(at, end).join("").split(":").some((part) => part.length > 2)) return 0;
  if (".,".includes(get(text, end))) {
    const length = digits(text, end + 1);
    end = length ? end + 1 + length : end;
  }
  if (get(text, end) === "z") end += 1;
  else if ("+-".includes(get(text, end)) && digits(text, end + 1) >= 2) {
    end += 1 + digits(text, end + 1);
    if (get(text, end) === ":" && digits(text, end + 1) === 2) end += 3;
  }
  return isWord(get(text, end)) ? 0 : end;
}
