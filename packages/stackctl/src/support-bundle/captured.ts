import type { Command, Invocation } from "../cli/command.ts";
import { errorParts, Interrupted } from "../errors.ts";
import { toDocument } from "../output/result.ts";

/** The JSON document that a verb prints about the same instance, or that of its error. @throws Interrupted */
export async function captureDocument(invocation: Invocation, command: Command): Promise<string> {
  let printed = "";
  const terminal = {
    ...{ interactive: false, color: false, env: invocation.terminal.env, cwd: invocation.terminal.cwd },
    out: (text: string) => {
      printed += text;
    },
    err() {},
  };
  try {
    await command.run({
      ...invocation,
      ...{ terminal, mode: "json" as const, positionals: [] },
      ...{ text: () => undefined, texts: () => [], flag: () => false },
    });
    return printed;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return `${JSON.stringify(toDocument("error", { error: errorParts(error) }), null, 2)}\n`;
  }
}
