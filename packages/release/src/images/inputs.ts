import { createHash } from "node:crypto";
import { digestFolder, type ImageBuild, planImage, type RunCommand } from "rehearsal";

/** An image that a release publishes. */
export interface ImageInputs {
  build: ImageBuild;
  /** Sorted. */
  platforms: readonly string[];
}

/** Arguments that change without a change of the image: the commit, and who keeps the snapshots of Debian. */
const NO_INPUTS = ["REVISION", "DEBIAN_ARCHIVE"];
const GIT_MS = 30_000;

/**
 * The identity of what an image is made from: `sha256:` over Dockerfile, contexts, arguments (among them the digest of the
 * base, the day of Debian and the version) and platforms. The same on every machine.
 *
 * @throws the file system's error for a context that does not exist
 */
export async function hashInputs({ build, platforms }: ImageInputs, run: RunCommand): Promise<string> {
  const contexts: [string, string][] = [];
  for (const [name, folder] of sorted(build.contexts ?? {}))
    contexts.push([name, await digestFolder(folder, await filesOf(folder, run))]);
  const values: [string, string][] = [];
  for (const [name, value] of sorted(build.arguments ?? {}).filter(([name]) => !NO_INPUTS.includes(name)))
    values.push([name, typeof value === "string" ? value : (await planImage(value)).reference]);
  const parts = {
    name: build.name,
    dockerfile: build.dockerfile ?? "Dockerfile",
    context: await digestFolder(build.context, await filesOf(build.context, run)),
    contexts,
    arguments: values,
    platforms: [...platforms].sort(),
  };
  return `sha256:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}

/** The files that git has there; all of them in a folder that a build wrote. What tools leave beside sources is no input. */
async function filesOf(folder: string, run: RunCommand): Promise<readonly string[] | undefined> {
  const command = ["git", "ls-files", "-z"] as const;
  const { exitCode, stdout } = await run(command, { timeout: GIT_MS, cwd: folder });
  const files = stdout.split("\0").filter((path) => path !== "");
  return exitCode === 0 && files.length > 0 ? files : undefined;
}

function sorted<Value>(values: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
}
