import { ComposeGenError, describeError, isComposeGenError } from "../errors.ts";
import { completeCommands } from "./complete-commands.ts";
import type { CliContext } from "./context.ts";
import { unforeseen } from "./unforeseen.ts";

/** The text of an error that ended a run: commands in it can be pasted, and a usage error says where the options are listed. */
export function describeFailure(context: CliContext, error: unknown): string {
  if (!isComposeGenError(error)) return describeError(unforeseen(context, error));
  const [name = ""] = context.argv;
  const advised =
    error.code === "USAGE" && !error.parts.next
      ? new ComposeGenError({ ...error.parts, next: `\`compose-gen ${name} --help\` lists the options.` })
      : error;
  return completeCommands(context, describeError(advised));
}
