import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { ImageDefinition } from "./definition.ts";
import { type ImageStep, type PlanImageOptions, planImage } from "./plan-image.ts";
import { pruneImages } from "./prune-images.ts";
import { type RunCommand, runCommand } from "./run-command.ts";

/** What happens to one image. `milliseconds` is the time that making it took. */
export type ImageProgress =
  | { readonly phase: "present" | "making"; readonly reference: string }
  | { readonly phase: "output"; readonly reference: string; readonly line: string }
  | { readonly phase: "made"; readonly reference: string; readonly milliseconds: number };

export interface EnsureImageOptions extends PlanImageOptions {
  readonly run?: RunCommand;
  readonly onProgress?: (progress: ImageProgress) => void;
}

const LOOK_UP_MS = 120_000;
const MAKE_MS = 15 * 60_000;
const EVIDENCE_LINES = 15;

/**
 * Makes an image and those below it, unless the engine has them. Calls at the same time are safe. `REHEARSAL_ROOTFS` in
 * the environment names an image of Debian trixie to use where debootstrap cannot run.
 * @returns the reference of the image
 * @throws ComposeGenError `ENGINE_UNREACHABLE`, or `IMAGE_NOT_MADE` with the last lines of the output
 */
export async function ensureImage(
  definition: ImageDefinition,
  options: EnsureImageOptions = {},
): Promise<string> {
  const { run = runCommand, onProgress = () => {} } = options;
  const rootFilesystem = options.rootFilesystem ?? process.env.REHEARSAL_ROOTFS;
  const { reference, steps } = await planImage(definition, { rootFilesystem });
  if (await isPresent(reference, run)) {
    onProgress({ phase: "present", reference });
    return reference;
  }
  for (const step of steps) {
    if (await isPresent(step.reference, run)) onProgress({ phase: "present", reference: step.reference });
    else await make(step, run, onProgress);
  }
  if (definition.kind === "build") await pruneImages(definition.name, run);
  return reference;
}

async function isPresent(reference: string, run: RunCommand): Promise<boolean> {
  const command = ["docker", "image", "ls", "--quiet", reference] as const;
  const { exitCode, stdout, stderr } = await run(command, { timeout: LOOK_UP_MS });
  if (exitCode === 0) return stdout.trim() !== "";
  throw new ComposeGenError({
    code: "ENGINE_UNREACHABLE",
    what: "The Docker engine does not list its images.",
    where: command.join(" "),
    evidence: stderr.trim(),
    next: "Start Docker, or set DOCKER_HOST.",
  });
}

async function make(
  { reference, command }: ImageStep,
  run: RunCommand,
  onProgress: (progress: ImageProgress) => void,
): Promise<void> {
  const start = performance.now();
  const lines: string[] = [];
  onProgress({ phase: "making", reference });
  const { exitCode, stderr } = await run(command, {
    timeout: MAKE_MS,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > EVIDENCE_LINES) lines.shift();
      onProgress({ phase: "output", reference, line });
    },
  });
  if (exitCode !== 0) {
    const rootFilesystem = reference.includes("/rootfs:");
    throw new ComposeGenError({
      code: "IMAGE_NOT_MADE",
      what: `The image ${reference} could not be made.`,
      where: command.join(" "),
      evidence: lines.join("\n") || stderr.trim(),
      ...(rootFilesystem && {
        next: "Run as root with Debian's debootstrap installed, or set REHEARSAL_ROOTFS to an image of Debian trixie.",
      }),
    });
  }
  onProgress({ phase: "made", reference, milliseconds: Math.round(performance.now() - start) });
}
