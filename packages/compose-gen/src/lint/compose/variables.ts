/** Text as Compose sees it when the reader sets no variable. */
export interface Defaulted {
  /** Variables replaced by their defaults, required ones by `<NAME>`, `$$` by a dollar sign. */
  text: string;
  /** True when the reader's environment decides about a part of it: a variable without a default. */
  open: boolean;
}

const name = /^[A-Za-z_][A-Za-z0-9_]*/;

/**
 * Compose interpolation (`$NAME`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+text}`, nested) with no variable set.
 *
 * @param unset what stands for a variable without a default: nothing, as Compose does it, or its name as `$NAME`
 */
export function withDefaults(text: string, unset: "nothing" | "name" = "nothing"): Defaulted {
  if (!text.includes("$")) return { text, open: false };
  let out = "";
  let open = false;
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) return { text: out + text.slice(at), open };
    out += text.slice(at, dollar);
    const next = text[dollar + 1];
    const plain = name.exec(text.slice(dollar + 1, dollar + 257))?.[0];
    const end = next === "{" ? closingBrace(text, dollar + 2) : -1;
    if (plain !== undefined) {
      open = true;
      if (unset === "name") out += `$${plain}`;
      at = dollar + 1 + plain.length;
    } else if (end >= 0) {
      const part = expression(text.slice(dollar + 2, end), unset);
      out += part.text;
      open ||= part.open;
      at = end + 1;
    } else {
      out += "$";
      at = dollar + (next === "$" ? 2 : 1);
    }
  }
  return { text: out, open };
}

/** The inside of `${…}`. */
function expression(inside: string, unset: "nothing" | "name"): Defaulted {
  const variable = name.exec(inside)?.[0] ?? "";
  const [, operator, rest = ""] = /^(:?[-?+])(.*)$/s.exec(inside.slice(variable.length)) ?? [];
  if (operator?.endsWith("-") && rest !== "") return withDefaults(rest, unset);
  if (operator?.endsWith("+")) return { text: "", open: true };
  if (unset === "name") return { text: `$${variable}`, open: true };
  return { text: operator?.endsWith("?") ? `<${variable}>` : "", open: true };
}

/** Index of the `}` that closes the `{` before `from`; -1 when there is none. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{" && text[at - 1] === "$") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}
