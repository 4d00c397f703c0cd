import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../errors.ts";
import { requireRunning } from "../instance/view.ts";
import { ENV_FORMATS, type EnvFormat, formatEnvironment } from "../output/env-formats.ts";
import { openInstance } from "./place.ts";

/** `stackctl env` */
export const env: Command = {
  description: "Prints the variables that point SDKs, tests and apps at the running instance.",
  options: {
    format: { type: "string", value: "FORMAT", summary: `${ENV_FORMATS.join(", ")} (default: shell)` },
  },
  examples: [
    'eval "$(stackctl env)"',
    "stackctl env --format dotenv > .env.local",
    'stackctl env --format github >> "$GITHUB_ENV"',
  ],
  run: runEnv,
};

async function runEnv(invocation: Invocation): Promise<ExitCode> {
  const format = formatOf(invocation);
  const { place, backend } = await openInstance(invocation);
  const { view } = await backend.inspect(place);
  requireRunning(view);
  invocation.terminal.out(formatEnvironment(await place.stack.environment(view), format));
  return EXIT.ok;
}

function formatOf(invocation: Invocation): EnvFormat {
  const asked = invocation.text("format") ?? (invocation.mode === "json" ? "json" : "shell");
  const format = ENV_FORMATS.find((name) => name === asked);
  if (format) return format;
  throw new UsageError(`There is no format "${asked}".`, `Known: ${ENV_FORMATS.join(", ")}.`);
}
