import type { Invocation } from "../cli/command.ts";
import { StackError } from "../errors.ts";

/**
 * Asks unless `--yes` was given.
 *
 * @throws StackError `NOT_CONFIRMED` when the answer is no, or there is nobody to ask
 */
export async function confirmed(
  { flag, terminal, interrupts, mode }: Invocation,
  question: string,
): Promise<void> {
  if (flag("yes")) return;
  if (!terminal.ask || mode !== "text")
    throw new StackError({
      code: "NOT_CONFIRMED",
      what: "Nothing was changed: there is nobody to ask.",
      cause: "The input is not a terminal, or --json was given.",
      next: "Repeat it with --yes; --dry-run shows what would happen.",
    });
  if (await terminal.ask(`\n${question}`, interrupts.signal)) return;
  throw new StackError({ code: "NOT_CONFIRMED", what: "Nothing was changed." });
}
