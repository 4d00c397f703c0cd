import { dirname, join } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { usage } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import type { LockSource } from "./lock-source.ts";
import { configurationIn, ownConfig } from "./own-config.ts";
import { shellWord } from "./shell-word.ts";

/**
 * Refuses an update whose file nobody would read, or which belongs to other images.
 *
 * @throws ComposeGenError `LOCK_FOREIGN`, `LOCK_INLINE`, `LOCK_INVALID`, `USAGE`
 */
export function refuseUpdate(source: LockSource): void {
  if (source.builtIn) refuseBuiltIn(source);
  if (source.heldByConfig)
    throw new ComposeGenError({
      code: "LOCK_INLINE",
      what: "The configuration holds its lock itself, so that no update reaches it; nothing was written.",
      where: `${source.shown}: is not what the configuration reads`,
      next: `Move the lock to ${source.shown}: \`compose-gen lock --update --lock ${shellWord(source.shown)}\` writes it there; then take \`lock\` out of a JSON configuration, or import the file in one of TypeScript or JavaScript.`,
    });
}

/**
 * Refuses an update without `--config` beside a configuration: whoever has one means its images.
 *
 * @throws ComposeGenError `CONFIG_NOT_GIVEN`
 */
export function refuseForgottenConfig(context: CliContext): void {
  const own = ownConfig(context);
  if (own === undefined) return;
  throw new ComposeGenError({
    code: "CONFIG_NOT_GIVEN",
    what: "The built-in images are not those of this folder's configuration; nothing was written.",
    where: own,
    next: `\`${["compose-gen", ...context.argv.map(shellWord), "--config", own].join(" ")}\``,
  });
}

function refuseBuiltIn(source: LockSource): void {
  if (!source.named && source.text === undefined)
    throw usage(
      "The built-in definitions keep their lock in the package, and there is no images.lock.json here.",
      "Name your configuration with --config FILE, or the lock file with --lock FILE.",
    );
  const keys = Object.keys(source.lock().images);
  const foreign = keys.filter((key) => !Object.hasOwn(source.images, key));
  if (foreign.length * 2 <= keys.length) return;
  const folder = dirname(source.path);
  const beside = configurationIn(folder);
  throw new ComposeGenError({
    code: "LOCK_FOREIGN",
    what: "The lock belongs to other images than the built-in ones; nothing was written.",
    where: source.shown,
    evidence: `not built in: ${foreign.sort().join(", ")}`,
    next: `Give the configuration of these images: --config ${beside ? shellWord(join(dirname(source.shown), beside)) : "FILE"}`,
  });
}
