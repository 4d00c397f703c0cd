/** A word with its quotes taken off, or an operator. */
export type Token =
  | { kind: "word"; text: string /** Holds an expansion, so its value is not known. */; expanded: boolean }
  | { kind: "operator"; text: string };

/** Tokens of a script, and the scripts inside its command substitutions. */
export interface Tokens {
  tokens: Token[];
  inner: string[];
}

const operator = /^(?:&&|\|\||;;|;|\||&|\(|\)|\n)/;
const redirection = /^[0-9]*(?:<<-?|<<<|>>|<>|>\||[<>]&?)/;

/** Takes a POSIX shell script apart, as far as the words in command position need it. Never throws. */
export function tokenise(script: string): Tokens {
  const tokens: Token[] = [];
  const inner: string[] = [];
  const heredocs: string[] = [];
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at, at + 64);
    const space = /^(?:[ \t\r]|\\\r?\n)+/.exec(rest)?.[0];
    if (space) {
      at += space.length;
      continue;
    }
    if (rest.startsWith("#")) {
      const end = script.indexOf("\n", at);
      at = end < 0 ? script.length : end;
      continue;
    }
    const redirect = redirection.exec(rest)?.[0];
    if (redirect) {
      const word = readWord(script, skipBlank(script, at + redirect.length));
      if (/<<-?$/.test(redirect)) heredocs.push(word.text);
      inner.push(...word.inner);
      at = word.end;
      continue;
    }
    const found = operator.exec(rest)?.[0];
    if (found) {
      tokens.push({ kind: "operator", text: found });
      at += found.length;
      if (found === "\n") while (heredocs.length > 0) at = afterHeredoc(script, at, heredocs.shift() ?? "");
      continue;
    }
    const word = readWord(script, at);
    inner.push(...word.inner);
    tokens.push({ kind: "word", text: word.text, expanded: word.expanded });
    at = Math.max(word.end, at + 1);
  }
  return { tokens, inner };
}

function skipBlank(script: string, from: number): number {
  let at = from;
  while (script[at] === " " || script[at] === "\t") at++;
  return at;
}

function afterHeredoc(script: string, from: number, delimiter: string): number {
  let at = from;
  while (at < script.length) {
    const end = script.indexOf("\n", at);
    const line = script.slice(at, end < 0 ? undefined : end);
    at = end < 0 ? script.length : end + 1;
    if (line.replace(/^\t+/, "") === delimiter) break;
  }
  return at;
}

interface Word {
  text: string;
  expanded: boolean;
  inner: string[];
  end: number;
}

function readWord(script: string, from: number): Word {
  const word: Word = { text: "", expanded: false, inner: [], end: from };
  let quoted = false;
  while (word.end < script.length) {
    const character = script[word.end] ?? "";
    if (!quoted && /[\s;&|()<>]/.test(character)) break;
    if (character === "\\" && word.end + 1 < script.length) {
      word.text += script[word.end + 1];
      word.end += 2;
    } else if (character === '"') {
      quoted = !quoted;
      word.end++;
    } else if (character === "'" && !quoted) {
      const end = script.indexOf("'", word.end + 1);
      word.text += script.slice(word.end + 1, end < 0 ? undefined : end);
      word.end = end < 0 ? script.length : end + 1;
    } else if (character === "`" || character === "$") readExpansion(script, word);
    else {
      word.text += character;
      word.end++;
    }
  }
  return word;
}

/** `$name`, `${…}`, `$((…))`, `$(…)` and backticks: the value is not known; a command inside is kept. */
function readExpansion(script: string, word: Word): void {
  const start = word.end;
  word.expanded = true;
  if (script[start] === "`") {
    const end = script.indexOf("`", start + 1);
    word.inner.push(script.slice(start + 1, end < 0 ? undefined : end));
    word.end = end < 0 ? script.length : end + 1;
    return;
  }
  const opening = script[start + 1];
  if (opening !== "(" && opening !== "{") {
    const name = /^\$(?:[A-Za-z_][A-Za-z0-9_]*|.)?/s.exec(script.slice(start, start + 256))?.[0] ?? "$";
    word.text += name;
    word.end = start + name.length;
    return;
  }
  const end = closing(script, start + 2, opening);
  if (opening === "(" && script[start + 2] !== "(") word.inner.push(script.slice(start + 2, end));
  word.text += "$";
  word.end = end + 1;
}

/** Index of the bracket that closes the one before `from`; quotes inside are skipped. */
function closing(script: string, from: number, opening: "(" | "{"): number {
  const close = opening === "(" ? ")" : "}";
  let depth = 1;
  for (let at = from; at < script.length; at++) {
    const character = script[at];
    if (character === "\\") at++;
    else if (character === "'" && opening === "(") at = indexOrEnd(script, "'", at + 1);
    else if (character === opening) depth++;
    else if (character === close && --depth === 0) return at;
  }
  return script.length;
}

function indexOrEnd(script: string, text: string, from: number): number {
  const index = script.indexOf(text, from);
  return index < 0 ? script.length : index;
}
