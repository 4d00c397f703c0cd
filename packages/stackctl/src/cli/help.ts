import { formatTable } from "../output/table.ts";
import type { Command, Options } from "./command.ts";
import { VERBS } from "./verbs.ts";

/** The help without a verb. */
export function generalHelp(): string {
  return [
    "Usage: stackctl <verb> [options]\n\n",
    "Runs a Nostr relay, an aggregator and a faucet for Unicity wallets on this machine.\n\n",
    formatTable(VERBS.map(({ name, summary }) => [name, summary])),
    "\n`stackctl <verb> --help` shows the options of a verb.\n",
    "Exit codes: 0 healthy or done · 1 degraded or a failed check · 2 unreachable · 3 usage or internal error\n",
    "State: $STACKCTL_HOME, default ~/.local/state/unicity-stack\n",
  ].join("");
}

/** The help of one verb. */
export function verbHelp(name: string, command: Command, options: Options): string {
  const usage = ["stackctl", name, command.arguments, "[options]"].filter(Boolean).join(" ");
  const rows = Object.entries(options).map(([option, { short, value, summary }]) => [
    `${short ? `-${short}, ` : ""}--${option}${value ? ` ${value}` : ""}`,
    summary,
  ]);
  const examples = command.examples.map((example) => `  ${example}\n`).join("");
  return `Usage: ${usage}\n\n${command.description}\n\nOptions:\n${formatTable(rows)}\nExamples:\n${examples}`;
}
