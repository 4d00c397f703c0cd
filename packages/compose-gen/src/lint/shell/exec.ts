import type { LintHealth } from "../compose/document.ts";
import { type Command, commandsOf } from "./commands.ts";

/** Name of a program without its folder. */
export function baseName(program: string): string {
  return program.slice(program.lastIndexOf("/") + 1);
}

/** The programs that an argument list starts: the first word, and the commands of its script when it is a shell. */
export function commandsOfWords(words: readonly string[]): Command[] {
  const [program] = words;
  if (program === undefined) return [];
  const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  const script = flag > 0 ? words[flag + 1] : undefined;
  if (!/^(?:ba|da|a|z|k)?sh$/.test(baseName(program)) || script === undefined) return [words];
  return [[program], ...commandsOf(script)];
}

/** The programs that a health check starts. */
export function commandsOfHealth(health: LintHealth): Command[] {
  if (health.disabled) return [];
  return health.shell ? [["/bin/sh"], ...commandsOf(health.words[0] ?? "")] : commandsOfWords(health.words);
}
