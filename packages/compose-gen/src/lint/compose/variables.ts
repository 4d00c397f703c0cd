import { ComposeGenError } from "../../errors.ts";

/** Text as Compose sees it when the reader sets no variable. */
export interface Defaulted {
  /** Variables replaced by their defaults, required ones by `<NAME>`, `$$` by a dollar sign. */
  text: string;
  /** True when the reader's environment decides about a part of it: a variable without a default. */
  open: boolean;
}

interface Source {
  text: string;
  /** Index of each `{` of a `${` → index of the `}` that closes it. */
  closing: ReadonlyMap<number, number>;
  unset: "nothing" | "name";
}

/** People write two or three. */
const maximumDepth = 100;

/**
 * Compose interpolation (`$NAME`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+text}`, nested) with no variable set.
 *
 * @param unset what stands for a variable without a default: nothing, as Compose does it, or its name as `$NAME` (as `${NAME}` where
 * the text goes on like a name)
 * @throws ComposeGenError `VARIABLES_TOO_DEEP` when more than 100 variables stand inside each other
 */
export function withDefaults(text: string, unset: "nothing" | "name" = "nothing"): Defaulted {
  if (!text.includes("$")) return { text, open: false };
  return evaluate({ text, closing: closingBraces(text), unset }, 0, text.length);
}

/** The part of a text between two indexes. */
function evaluate(source: Source, from: number, end: number): Defaulted {
  const { text, closing } = source;
  let out = "";
  let open = false;
  for (let at = from; at < end; ) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0 || dollar >= end) return { text: out + text.slice(at, end), open };
    out += text.slice(at, dollar);
    const close = closing.get(dollar + 1);
    const plain = nameAt(text, dollar + 1);
    if (plain !== "") {
      at = dollar + 1 + plain.length;
      out += unsetText(source, plain, at);
      open = true;
    } else if (close !== undefined) {
      const part = expression(source, dollar + 2, close);
      out += part.text;
      open ||= part.open;
      at = close + 1;
    } else {
      out += "$";
      at = dollar + (text[dollar + 1] === "$" ? 2 : 1);
    }
  }
  return { text: out, open };
}

/** The inside of `${…}`. */
function expression(source: Source, from: number, close: number): Defaulted {
  const { text, unset } = source;
  const variable = nameAt(text, from);
  const start = from + variable.length;
  const [operator = ""] = /^:?[-?+]/.exec(text.slice(start, Math.min(start + 2, close))) ?? [];
  const rest = start + operator.length;
  if (operator.endsWith("-") && rest < close) return evaluate(source, rest, close);
  if (operator.endsWith("+")) return { text: "", open: true };
  if (unset === "name") return { text: unsetText(source, variable, close + 1), open: true };
  return { text: operator.endsWith("?") ? `<${variable}>` : "", open: true };
}

function unsetText({ text, unset }: Source, variable: string, next: number): string {
  if (unset === "nothing") return "";
  return /^\w/.test(text.slice(next, next + 1)) ? `\${${variable}}` : `$${variable}`;
}

function nameAt(text: string, from: number): string {
  const name = /[A-Za-z_][A-Za-z0-9_]*/y;
  name.lastIndex = from;
  return name.exec(text)?.[0] ?? "";
}

/** Which brace closes which, found in one pass over the text. */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>();
  const waiting: { open: number; depth: number }[] = [];
  for (const { 0: brace, index } of text.matchAll(/\$\{|\}/g)) {
    if (brace !== "}") waiting.push({ open: index + 1, depth: 1 });
    else {
      const pair = waiting.pop();
      if (!pair) continue;
      if (pair.depth > maximumDepth) throw tooDeep(text);
      closing.set(pair.open, index);
      const around = waiting.at(-1);
      if (around) around.depth = Math.max(around.depth, pair.depth + 1);
    }
  }
  return closing;
}

function tooDeep(text: string): ComposeGenError {
  return new ComposeGenError({
    code: "VARIABLES_TOO_DEEP",
    what: `More than ${maximumDepth} variables stand inside each other.`,
    where: "a text of the Compose file",
    evidence: `it starts with ${JSON.stringify(text.slice(0, 60))}`,
    cause: "Nobody writes such a default by hand: a program that made it repeats itself.",
    next: "Give the outermost variable a default without variables.",
  });
}
