import type { Command, Invocation } from "../../cli/command.ts";
import { type ExitCode, UsageError } from "../../errors.ts";

/** `stackctl snapshot` */
export const snapshot: Command = {
  arguments: "[NAME] | list | restore NAME | restore --undo | remove NAME",
  description:
    "Copies the state of the instance, what `wipe` would delete, under a name, and brings it back: a start from a chain\n" +
    "that is known, faster than a new genesis. Services that run are stopped for the copy and started again. The chain's\n" +
    "keys are in a snapshot; certificates and the faucet's mnemonic never are. A restore that is interrupted lets nothing\n" +
    "start until it is finished or undone.",
  options: {
    yes: {
      type: "boolean",
      short: "y",
      summary: "restore: do not ask, and stop and start again what runs",
    },
    undo: { type: "boolean", summary: "restore: go back to what there was before an interrupted one" },
    "dry-run": { type: "boolean", summary: "restore: look whether it fits and change nothing" },
  },
  positionals: [0, 2],
  examples: [
    "stackctl snapshot funded",
    "stackctl snapshot list",
    "stackctl snapshot restore funded --yes",
    "stackctl snapshot remove funded",
  ],
  run: runSnapshot,
};

async function runSnapshot(invocation: Invocation): Promise<ExitCode> {
  const [word, name] = invocation.positionals;
  if (word !== "restore") refuseOptions(invocation);
  if (word === "restore") {
    const { undo, restore } = await import("./restore.ts");
    if (!invocation.flag("undo")) return restore(invocation, required(name, word));
    refuse(name);
    return undo(invocation);
  }
  if (word === "remove") return (await import("./remove.ts")).remove(invocation, required(name, word));
  refuse(name);
  if (word === "list") return (await import("./list.ts")).list(invocation);
  return (await import("./take.ts")).take(invocation, word);
}

function required(name: string | undefined, word: string): string {
  if (name !== undefined) return name;
  throw new UsageError(
    `Which snapshot? \`snapshot ${word}\` needs its name.`,
    "`npx @unicity-sphere/stackctl snapshot list` shows them.",
  );
}

function refuse(name: string | undefined): void {
  if (name !== undefined) throw new UsageError(`Unexpected argument "${name}".`);
}

function refuseOptions({ flag }: Invocation): void {
  const given = ["yes", "undo", "dry-run"].find((option) => flag(option));
  if (given !== undefined) throw new UsageError(`--${given} belongs to \`snapshot restore\`.`);
}
