import { ComposeGenError } from "../errors.ts";
import type { Images } from "../model/image.ts";
import { suggestion } from "../suggest.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import type { CliContext } from "./context.ts";
import { refuseForgottenConfig } from "./lock-refusal.ts";
import { type LockSource, loadLockSource } from "./lock-source.ts";
import { configOption } from "./options.ts";
import { noteOwnConfig } from "./own-config.ts";

const options = {
  update: { type: "boolean", summary: "ask the registries and write what they confirm" },
  check: { type: "boolean", summary: "compare the lock with the registries" },
  outdated: { type: "boolean", summary: "list newer tags; changes nothing" },
  offline: { type: "boolean", summary: "with --check: only the form (the default without a question)" },
  "dry-run": { type: "boolean", summary: "with --update: only say what would change" },
  ...configOption,
  lock: {
    type: "string",
    value: "FILE",
    summary: "lock file (default: images.lock.json beside the configuration)",
  },
  timeout: { type: "string", value: "SECONDS", summary: "for one request (default: 20)" },
  json: { type: "boolean", summary: "print the answer as JSON" },
} as const satisfies CommandOptions;

export const lockCommand: Command = {
  arguments: "[key…]",
  description: "Answers one question about the lock of the named images (default: all).",
  options,
  examples: [
    "lock --update",
    "lock --update postgres --dry-run",
    "lock --check --offline",
    "lock --outdated",
  ],
  run: runLock,
};

/** What all kinds of `lock` work on. */
export interface LockRequest {
  source: LockSource;
  /** Keys of the images that are asked for, sorted. */
  keys: readonly string[];
  /** False when the command line names the keys. */
  all: boolean;
  /** Time for one request, in milliseconds. */
  timeout: number;
  offline: boolean;
  dryRun: boolean;
  json: boolean;
}

/** `compose-gen lock [--update|--check|--outdated] [key…]`; without any of them the lock is checked offline. */
export async function runLock(context: CliContext, args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, options);
  const { update = false, check = false, outdated = false, offline = false } = values;
  if ([update, check, outdated].filter(Boolean).length > 1)
    throw usage("--update, --check and --outdated exclude each other.", "Give one of them.");
  if (offline && (update || outdated))
    throw usage("--offline belongs to --check.", "compose-gen lock --check --offline");
  if (values["dry-run"] && !update)
    throw usage("--dry-run belongs to --update.", "compose-gen lock --update --dry-run");
  const timeout = parseTimeout(values.timeout);
  if (values.config === undefined) {
    if (update) refuseForgottenConfig(context);
    else noteOwnConfig(context);
  }
  const source = await loadLockSource(context, values);
  const request: LockRequest = {
    source,
    keys: chooseKeys(source.images, positionals),
    all: positionals.length === 0,
    timeout,
    offline: offline || !(update || check || outdated),
    dryRun: values["dry-run"] === true,
    json: values.json === true,
  };
  if (update) return (await import("./lock-update.ts")).updateLock(context, request);
  if (outdated) return (await import("./lock-outdated.ts")).listOutdated(context, request);
  return (await import("./lock-check.ts")).checkLock(context, request);
}

function chooseKeys(images: Images, names: readonly string[]): string[] {
  for (const name of names)
    if (!Object.hasOwn(images, name))
      throw new ComposeGenError({
        code: "IMAGE_UNKNOWN",
        what: `There is no image "${name}".`,
        next: suggestion(name, Object.keys(images)),
      });
  return [...new Set(names.length > 0 ? names : Object.keys(images))].sort();
}

/** Seconds of the option as milliseconds. */
function parseTimeout(text = "20"): number {
  const seconds = /^\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= 600) return seconds * 1_000;
  throw usage(`"${text}" is no time-out.`, "Write seconds between 0 and 600, e.g. --timeout 30.");
}
