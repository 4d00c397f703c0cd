import { ComposeGenError, thrownText } from "../errors.ts";
import { shorten } from "../shorten.ts";
import type { CliContext } from "./context.ts";
import { shellWord } from "./shell-word.ts";

/** The error of a run whose event loop ran empty: somebody waits for what cannot happen any more. */
export function endedEarly(context: CliContext): ComposeGenError {
  return new ComposeGenError({
    code: "ENDED_EARLY",
    what: "The command ended before it was done.",
    where: commandLine(context),
    evidence: "Nothing is left that could go on, but a promise that was awaited is still open.",
    cause: "The configuration awaits a promise that nobody settles.",
    next: "Look for an `await` in the configuration, or in what it imports, whose promise has no end.",
  });
}

/** The error for something thrown that nobody expected. */
export function unforeseen(context: CliContext, error: unknown): ComposeGenError {
  return new ComposeGenError(
    {
      code: "UNFORESEEN",
      what: "The command failed in a way that it did not foresee.",
      where: commandLine(context),
      evidence: shorten(thrownText(error), 1_000),
      cause: "The configuration throws while it is read, or this is a defect of compose-gen.",
      next: "If the configuration does not explain it, report this text.",
    },
    { cause: error },
  );
}

function commandLine({ argv }: CliContext): string {
  return shorten(["compose-gen", ...argv.map(shellWord)].join(" "), 500);
}
