import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { readInstanceState } from "../instance/state.ts";
import { requireRunning } from "../instance/view.ts";
import { ENV_FORMATS, formatEnvironment } from "../output/env-formats.ts";
import { DEFAULT_STACK, loadStack } from "../stack/registry.ts";
import { openInstance } from "./place.ts";

/** `stackctl env` */
export const env: Command = {
  description:
    "Prints the variables that point SDKs, tests and apps at the running instance. The format wallet is for the wallet app:\n" +
    "lines for the console of its page, and its form.",
  options: {
    format: {
      type: "string",
      value: "FORMAT",
      summary: `${ENV_FORMATS.join(", ")} or wallet (default: shell)`,
    },
  },
  examples: [
    'eval "$(stackctl env)"',
    "stackctl env --format dotenv > .env.local",
    'stackctl env --format github >> "$GITHUB_ENV"',
    "stackctl env --format wallet",
  ],
  run: runEnv,
};

async function runEnv(invocation: Invocation): Promise<ExitCode> {
  const write = await writerOf(invocation);
  const { place, backend } = await openInstance(invocation);
  const { view } = await backend.inspect(place);
  requireRunning(view);
  invocation.terminal.out(write(await place.stack.environment(view)));
  return EXIT.ok;
}

/** The format that was asked for: one of all stacks, or of the instance's own. @throws UsageError */
async function writerOf(
  invocation: Invocation,
): Promise<(variables: Readonly<Record<string, string>>) => string> {
  const asked = invocation.text("format") ?? (invocation.mode === "json" ? "json" : "shell");
  const format = ENV_FORMATS.find((name) => name === asked);
  if (format) return (variables) => formatEnvironment(variables, format);
  const state = readInstanceState(instancePaths(invocation.home, invocation.instance));
  const { environmentFormats: own = {} } = await loadStack(state?.stack ?? DEFAULT_STACK);
  const write = Object.hasOwn(own, asked) ? own[asked] : undefined;
  if (write) return write;
  const known = [...ENV_FORMATS, ...Object.keys(own)];
  throw new UsageError(`There is no format "${asked}".`, `Known: ${known.join(", ")}.`);
}
