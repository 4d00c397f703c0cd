import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Backend, Place } from "../backend/backend.ts";
import { loadBackend } from "../backend/load.ts";
import { KEY_FILE, readIdentities } from "../backup/key.ts";
import type { BackupManifest } from "../backup/manifest.ts";
import { planBackupRestore, restoreBackup } from "../backup/restore.ts";
import { type BackupSource, readBackupManifest } from "../backup/unpack.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { readInstanceState } from "../instance/state.ts";
import { commandLine } from "../instance/view.ts";
import { printResult, toDocument } from "../output/result.ts";
import { formatRestorePlan } from "../output/snapshot-text.ts";
import { snapshotBytes } from "../snapshot/manifest.ts";
import type { RestorePlan } from "../snapshot/plan-restore.ts";
import { readUnfinished } from "../snapshot/unfinished.ts";
import { refuseUnfinishedUpgrade } from "../upgrade/versions.ts";
import { confirmed } from "./confirm.ts";
import { operationOn, placeOf } from "./place.ts";
import { refuseMore } from "./snapshot/restore.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl restore FILE` */
export const restore: Command = {
  arguments: "FILE",
  description:
    "Brings a backup into an instance: into one that there is not yet, or over a stopped one, whose state is replaced.\n" +
    "All of the file is read and verified before anything is changed. What is interrupted lets nothing start: the same\n" +
    "command finishes it, `snapshot restore --undo` goes back.",
  options: {
    "identity-file": {
      type: "string",
      value: "FILE",
      summary: "private key that opens it, default: the key of this host",
    },
    yes: { type: "boolean", short: "y", summary: "do not ask" },
    "dry-run": { type: "boolean", summary: "look whether it fits and change nothing" },
  },
  positionals: [1, 1],
  examples: [
    "stackctl restore monday.age --instance copy",
    "stackctl restore monday.age --identity-file backup-key --yes",
  ],
  run: runRestore,
};

interface Opened {
  source: BackupSource;
  backup: BackupManifest;
  backend: Backend;
  place: Place;
}

async function runRestore(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts } = invocation;
  const opened = await open(invocation);
  const { source, backup, backend, place } = opened;
  refuseUnfinishedUpgrade(place.paths, instance);
  const plan = await planBackupRestore(backend, place, source, backup);
  const { deleted, notes } = plan;
  const facts = { instance, file: source.file, bytes: snapshotBytes(backup.snapshot), deleted, notes };
  const text = formatRestorePlan(instance, {
    ...plan,
    manifest: { ...plan.manifest, name: source.file },
  });
  if (invocation.flag("dry-run")) {
    const document = toDocument("restore", { ...facts, dryRun: true, replaced: plan.replaces });
    printResult(terminal, mode, document, text);
    return EXIT.ok;
  }
  refuseRunning(invocation, plan);
  if (mode === "text") terminal.out(text);
  if (plan.replaces && !readUnfinished(place.paths)) await confirmed(invocation, "Replace the state?");
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const existed = existsSync(place.paths.root);
  const verb = `restore ${source.file}`;
  try {
    await withInstance({ home, instance, verb, signal: interrupts.signal, reporter }, (lock) =>
      restoreBackup(backend, operation, lock, source, (now) => {
        refuseRunning(invocation, now);
        refuseMore(invocation, plan, now);
      }),
    );
  } catch (error) {
    reporter.end();
    if (!existed && !readUnfinished(place.paths)) rmSync(place.paths.root, { recursive: true, force: true });
    throw error;
  }
  reporter.end();
  const document = toDocument("restore", { ...facts, dryRun: false, replaced: plan.replaces });
  const next = `Restored. Start it: ${commandLine("up", instance)} --detach\n`;
  printResult(terminal, mode, document, `\n${next}`);
  return EXIT.ok;
}

/** An instance that there is not yet gets the backend that the backup names. */
async function open(invocation: Invocation): Promise<Opened> {
  const { home, instance, terminal, interrupts } = invocation;
  const file = resolve(terminal.cwd, invocation.positionals[0] ?? "");
  const key = invocation.text("identity-file");
  const identities = readIdentities(key === undefined ? join(home, KEY_FILE) : resolve(terminal.cwd, key));
  const source = { file, identities };
  const backup = await readBackupManifest(source, interrupts.signal);
  const state = readInstanceState(instancePaths(home, instance));
  const place = await placeOf(invocation, state?.stack ?? backup.snapshot.stack);
  const backend = await loadBackend(state?.backend ?? backup.snapshot.backend);
  return { source, backup, backend, place };
}

function refuseRunning({ instance }: Invocation, { running }: RestorePlan): void {
  if (running.length === 0) return;
  throw new StackError({
    code: "RESTORE_WHILE_UP",
    what: `The instance "${instance}" is up; nothing was changed.`,
    evidence: `running: ${running.join(", ")}`,
    next: `Stop it first: \`${commandLine("down", instance)}\`; or restore into another one: \`--instance NAME\`.`,
  });
}
