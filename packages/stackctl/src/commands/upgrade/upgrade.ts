import type { UpgradeRequest } from "../../backend/upgrades.ts";
import type { Command, Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { commandLine } from "../../instance/view.ts";
import { formatUpgradePlan } from "../../output/upgrade-text.ts";
import { isDone, planUpgrade, upgradeInstance } from "../../upgrade/upgrade.ts";
import { openInstance, operationOn } from "../place.ts";
import { imagesOf } from "../up/request.ts";
import { withInstance } from "../with-instance.ts";
import { reportUpgrade } from "./report.ts";

/** `stackctl upgrade` */
export const upgrade: Command = {
  description:
    "Brings an instance of containers to another version: fetches the images and looks whether they fit the data, makes a\n" +
    "backup, recreates what has changed, and waits for all checks. Where they fail, the version of before is put back and\n" +
    "runs again. Without options it is the version that goes with this stackctl. An interrupted upgrade is finished by\n" +
    "the same command.",
  options: {
    to: { type: "string", value: "VERSION", summary: "version of the images of this project" },
    image: {
      type: "string",
      multiple: true,
      value: "KEY=REFERENCE",
      summary: "another image; may repeat",
    },
    "no-backup": { type: "boolean", summary: "make no backup first" },
    "dry-run": { type: "boolean", summary: "print the plan and change nothing" },
  },
  examples: [
    "stackctl upgrade",
    "stackctl upgrade --to 0.6.1",
    "stackctl upgrade --image relay=my-relay:dev --no-backup",
  ],
  run: runUpgrade,
};

async function runUpgrade(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, mode, terminal, interrupts } = invocation;
  const request = requestOf(invocation);
  const { place, backend } = await openInstance(invocation);
  const planned = await planUpgrade(backend, place, request);
  const text = formatUpgradePlan(`Upgrade of "${instance}"`, planned.plan);
  if (isDone(planned) || invocation.flag("dry-run")) {
    const nothing = `"${instance}" is of this version already; nothing was changed.\n`;
    reportUpgrade(invocation, "upgrade", planned, undefined, isDone(planned) ? nothing : text);
    return EXIT.ok;
  }
  if (mode === "text") terminal.out(`${text}\n`);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const lock = { home, instance, verb: verbOf(request), signal: interrupts.signal, reporter };
  const noBackup = invocation.flag("no-backup");
  const replaced = await withInstance(lock, async (held) => {
    // What was true before the lock may have changed.
    const now = await planUpgrade(backend, place, request);
    return upgradeInstance(backend, operation, held, now, { noBackup });
  });
  reporter.end();
  const backup =
    replaced.backup === null ? "There is no backup of before.\n" : `Backup: ${replaced.backup}\n`;
  const back = `Back to the version of before: ${commandLine("rollback", instance)}\n`;
  reportUpgrade(
    invocation,
    "upgrade",
    planned,
    replaced,
    `\nUpgraded; every check passed.\n${backup}${back}`,
  );
  return EXIT.ok;
}

function requestOf({ text, texts }: Invocation): UpgradeRequest {
  const to = text("to");
  if (to !== undefined && !/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(to))
    throw new UsageError(`--to ${to} is no version.`, "Write it like --to 0.6.1.");
  return { to, images: imagesOf(texts("image")) };
}

function verbOf({ to, images }: UpgradeRequest): string {
  const given = Object.entries(images).map(([key, reference]) => `--image ${key}=${reference}`);
  return ["upgrade", ...(to === undefined ? [] : [`--to ${to}`]), ...given].join(" ");
}
