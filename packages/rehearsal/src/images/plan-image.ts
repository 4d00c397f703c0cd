import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { ImageBuild, ImageDefinition, RootFilesystem } from "./definition.ts";
import { digestFolder } from "./digest-folder.ts";

/** One image to make: the command that leaves an image with this reference. */
export interface ImageStep {
  readonly reference: string;
  readonly command: readonly [string, ...string[]];
}

/** The steps that lead to an image, in order; the last one makes it. */
export interface ImagePlan {
  readonly reference: string;
  readonly steps: readonly ImageStep[];
}

/** What a plan takes from its surroundings. */
export interface PlanImageOptions {
  /** An image of the same Debian suite to use instead of one made with debootstrap, e.g. `debian:trixie-slim`. */
  readonly rootFilesystem?: string | undefined;
}

/** Label of every image that is built here; its value is the image's name. */
export const IMAGE_LABEL = "unicity.rehearsal.image";

/** The repository of everything that a rehearsal builds; nothing with this prefix is ever pulled or pushed. */
export const REPOSITORY = "unicity-rehearsal";

/** Plans an image. Reads the build contexts and changes nothing; equal content gives an equal reference. */
export async function planImage(
  definition: ImageDefinition,
  options: PlanImageOptions = {},
): Promise<ImagePlan> {
  return definition.kind === "build" ? planBuild(definition, options) : planRoot(definition, options);
}

async function planRoot(
  { suite, script }: RootFilesystem,
  { rootFilesystem }: PlanImageOptions,
): Promise<ImagePlan> {
  if (rootFilesystem) return { reference: rootFilesystem, steps: [] };
  const digest = await digestFolder(dirname(script));
  const reference = `${REPOSITORY}/rootfs:${suite}-${process.arch}-${digest.slice(0, 12)}`;
  return { reference, steps: [{ reference, command: [script, suite, reference] }] };
}

async function planBuild(build: ImageBuild, options: PlanImageOptions): Promise<ImagePlan> {
  const steps: ImageStep[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(build.arguments ?? {})) {
    if (typeof value === "string") {
      values[name] = value;
      continue;
    }
    const plan = await planImage(value, options);
    steps.push(...plan.steps.filter(({ reference }) => !steps.some((step) => step.reference === reference)));
    values[name] = plan.reference;
  }
  const reference = `${REPOSITORY}/${build.name}:${(await digestBuild(build, values)).slice(0, 12)}`;
  const label = `${IMAGE_LABEL}=${build.name}`;
  const command = buildCommand({ ...build, arguments: values }, reference, ["--label", label]);
  return { reference, steps: [...steps, { reference, command }] };
}

async function digestBuild(build: ImageBuild, values: Record<string, string>): Promise<string> {
  const dockerfile = build.dockerfile ?? "Dockerfile";
  const folders: Record<string, string> = {};
  for (const [name, folder] of Object.entries(build.contexts ?? {}))
    folders[name] = await digestFolder(folder);
  const context = await digestFolder(build.context, build.inputs && [dockerfile, ...build.inputs]);
  return createHash("sha256")
    .update(JSON.stringify([context, dockerfile, sorted(values), sorted(folders)]))
    .digest("hex");
}

/** An image whose build arguments are all references or other texts. */
export type PlainBuild = Omit<ImageBuild, "arguments" | "kind"> & {
  readonly arguments?: Readonly<Record<string, string>>;
};

/** The command that builds an image and gives it a reference. @param options further arguments of `docker build` */
export function buildCommand(
  build: PlainBuild,
  reference: string,
  options: readonly string[] = [],
): [string, ...string[]] {
  return [
    ...["docker", "build", "--progress=plain", "--tag", reference],
    ...options,
    ...sorted(build.arguments ?? {}).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...sorted(build.contexts ?? {}).flatMap(([name, folder]) => ["--build-context", `${name}=${folder}`]),
    ...["--file", join(build.context, build.dockerfile ?? "Dockerfile"), build.context],
  ] as [string, ...string[]];
}

function sorted(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
