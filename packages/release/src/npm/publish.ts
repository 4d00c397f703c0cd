import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { type NpmOptions, observePackage } from "./observe.ts";
import type { PlannedPackage } from "./plan.ts";

/** What publishing needs from the outside. */
export interface PublishNpmOptions extends NpmOptions {
  run: RunCommand;
  /** The `pnpm` of the repository. */
  pnpm: string;
  /** Insist on a statement of where the tarball was made; pnpm makes one on its own where it can. */
  provenance: boolean;
  onStep?(step: NpmStep): void;
}

export interface NpmStep {
  name: string;
  version: string;
  step: "publishing" | "published";
}

const PUBLISH_MS = 5 * 60_000;
/** Milliseconds between questions: the registry may take a while to show what it took. */
const PAUSES = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const SHOWN_LINES = 12;

/**
 * Publishes what a plan without problems says, one after the other. What counts is what the registry has afterwards, not
 * what the client says: after a crash the same plan, made anew, goes on.
 *
 * @throws ComposeGenError `NPM_REFUSED`, `INTEGRITY_MISMATCH`, `REGISTRY_…`
 */
export async function publishPackages(
  packages: readonly PlannedPackage[],
  options: PublishNpmOptions,
): Promise<void> {
  for (const planned of packages) {
    if (planned.action === "there") continue;
    const { name, version } = planned;
    options.onStep?.({ name, version, step: "publishing" });
    const failure = await send(planned, options);
    await requirePublished(planned, failure, options);
    options.onStep?.({ name, version, step: "published" });
  }
}

/** What pnpm says when it fails. */
async function send(
  { file, tag }: PlannedPackage,
  { run, pnpm, registry, provenance }: PublishNpmOptions,
): Promise<string | undefined> {
  const flags = ["--registry", registry, "--access", "public", "--tag", tag, "--no-git-checks"];
  const command = [pnpm, "publish", file, ...flags, ...(provenance ? ["--provenance"] : [])] as const;
  const { exitCode, stdout, stderr } = await run([...command], { timeout: PUBLISH_MS });
  if (exitCode === 0) return undefined;
  return `${stdout}\n${stderr}`.trim().split("\n").slice(-SHOWN_LINES).join("\n");
}

async function requirePublished(
  { name, version, integrity, file }: PlannedPackage,
  failure: string | undefined,
  options: PublishNpmOptions,
): Promise<void> {
  // A failure is looked at once: nothing is on its way that could still come.
  for (const pause of failure === undefined ? PAUSES : [0]) {
    if (pause > 0) await options.wait(pause);
    const there = (await observePackage(name, options)).versions[version];
    if (there === integrity) return;
    if (there !== undefined) throw mismatch({ name, version, integrity }, there);
  }
  throw new ComposeGenError({
    code: "NPM_REFUSED",
    what: `${name}@${version} is not published.`,
    where: options.registry,
    evidence: failure ?? `pnpm publish ${file} ended well, and the registry does not show it`,
    ...(failure === undefined
      ? { cause: "The registry is slow, or a mirror answers." }
      : {
          cause:
            "No login, no right to publish, no trusted publisher for this workflow, or the registry failed.",
        }),
    next: "Correct it and run the same command again: what is published is not sent twice.",
  });
}

function mismatch(
  { name, version, integrity }: Pick<PlannedPackage, "name" | "version" | "integrity">,
  there: string,
) {
  return new ComposeGenError({
    code: "INTEGRITY_MISMATCH",
    what: `The registry has another ${name}@${version} than the one that was sent.`,
    evidence: `sent      ${integrity}\npublished ${there}`,
    cause: "Somebody else published at the same time.",
    next: "See who has the right to publish; then the next version.",
  });
}
