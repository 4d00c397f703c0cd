import type { Stack } from "../../model/stack.ts";
import type { Value, ValuePart } from "../../model/value.ts";
import type { DocumentPath } from "../finding.ts";
import type { LiteralVariable } from "../subject.ts";

/** `${NAME}`, `${NAME:-x}` and the like anywhere in a text (Compose specification, interpolation). */
const braced = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-?+]([^}]*))?\}/;
/** `$NAME` as the whole text, in the case that variables have. */
const bare = /^\$([A-Z_][A-Z0-9_]*)$/;
const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/**
 * Literal texts of a placed stack that look like variables of Compose. Scripts are left out: there `${NAME}` is the
 * shell's. Of the words of a program only URLs are looked at.
 */
export function literalVariablesOf(stack: Stack): LiteralVariable[] {
  const found: LiteralVariable[] = [];
  const look = (path: DocumentPath, value: Value | undefined, isLookedAt = (_: string) => true) => {
    for (const text of textsOf(value)) {
      const [, name, fallback] = (isLookedAt(text) && (bare.exec(text) ?? braced.exec(text))) || [];
      if (name !== undefined) found.push({ path, text, name, ...(fallback ? { default: fallback } : {}) });
    }
  };
  for (const { name, runtime } of stack.services) {
    const at = ["services", name];
    for (const [key, value] of Object.entries(runtime.environment)) look([...at, "environment", key], value);
    for (const [key, value] of Object.entries(runtime.labels)) look([...at, "labels", key], value);
    const words = { entrypoint: runtime.entrypoint ?? [], command: runtime.command ?? [] };
    if (isShell([...words.entrypoint, ...words.command])) continue;
    for (const [key, values] of Object.entries(words))
      for (const [index, value] of values.entries())
        look([...at, key, index], value, (text) => url.test(text));
  }
  for (const [key, { file }] of Object.entries(stack.secrets)) look(["secrets", key, "file"], file);
  for (const [key, { name }] of Object.entries(stack.networks)) look(["networks", key, "name"], name);
  for (const [key, { name }] of Object.entries(stack.volumes)) look(["volumes", key, "name"], name);
  return found;
}

function textsOf(value: Value | undefined): string[] {
  const parts: ValuePart[] =
    value === undefined ? [] : typeof value === "object" && "join" in value ? value.join : [value];
  return parts.filter((part) => typeof part === "string");
}

function isShell(words: readonly Value[]): boolean {
  return words.some((word) => typeof word === "string" && /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(word));
}
