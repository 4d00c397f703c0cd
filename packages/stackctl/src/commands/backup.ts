import { resolve } from "node:path";
import { checkRecipient, hostKey } from "../backup/key.ts";
import { checkTarget, makeBackup } from "../backup/make.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { formatBytes } from "../output/bytes.ts";
import { printResult, toDocument } from "../output/result.ts";
import { refuseUnfinishedUpgrade } from "../upgrade/versions.ts";
import { openInstance, operationOn } from "./place.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl backup FILE` */
export const backup: Command = {
  arguments: "FILE",
  description:
    "Writes all that the instance is into one encrypted file: chain with its keys, relay events, faucet wallet, and the\n" +
    "secrets. Services that run are stopped while the state is copied, and started again. Without --recipient it is\n" +
    "encrypted for a key of this host, made once; keep a copy of that key elsewhere. The file is never written over.",
  options: {
    recipient: {
      type: "string",
      value: "age1…",
      summary: "public key that it is encrypted for, instead of the key of this host",
    },
  },
  positionals: [1, 1],
  examples: ["stackctl backup monday.age", "stackctl backup /mnt/monday.age --recipient age1…"],
  run: runBackup,
};

async function runBackup(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts } = invocation;
  const file = resolve(terminal.cwd, invocation.positionals[0] ?? "");
  const named = invocation.text("recipient");
  if (named !== undefined) await checkRecipient(named);
  const { place, backend } = await openInstance(invocation);
  refuseUnfinishedUpgrade(place.paths, instance);
  checkTarget(file);
  const key = named === undefined ? await hostKey(home) : { recipient: named, made: false };
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const request = { home, instance, verb: `backup ${file}`, signal: interrupts.signal, reporter };
  const made = await withInstance(request, (lock) =>
    makeBackup(backend, operation, lock, { file, recipient: key.recipient }),
  );
  reporter.end();
  const { bytes, downMs, manifest } = made;
  const document = toDocument("backup", {
    ...{ instance, file, bytes, downMs, made: manifest.made, generation: manifest.generation },
    ...{ genesis: manifest.genesisId, dataVersion: manifest.dataVersion },
    parts: manifest.parts.map(({ name }) => name),
    ...{ recipient: key.recipient, keyFile: key.file ?? null },
  });
  const down = downMs === null ? "" : `The services were down for ${(downMs / 1000).toFixed(1)} s.\n`;
  const text = `Backup, ${formatBytes(bytes)}: ${file}\n${down}${keyText(key)}`;
  printResult(terminal, mode, document, text);
  return EXIT.ok;
}

function keyText({ recipient, file, made }: { recipient: string; file?: string; made: boolean }): string {
  if (file === undefined) return `Only the private key of ${recipient} opens it.\n`;
  const advice = "Keep a copy of it on another host: with this host alone it would be lost.";
  return `The key ${file} opens it${made ? ", made now" : ""}. ${advice}\n`;
}
