import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { buildCommand, ensureImage, type RunCommand } from "rehearsal";
import { notPulled } from "./not-pulled.ts";
import type { PlannedBuild } from "./plan.ts";

/** An image that the engine now has. */
export interface Built {
  readonly name: string;
  readonly reference: string;
  /** Id in the engine, `sha256:…`. */
  readonly id: string;
  /** Duration, ms. */
  readonly ms: number;
}

const BUILD_MS = 15 * 60_000;
const LOOK_MS = 30_000;
const EVIDENCE_LINES = 20;

/**
 * Builds one image; the engine's cache decides what is done again.
 * @throws ComposeGenError `IMAGE_NOT_MADE` with the last lines of the output
 */
export async function buildImage({ name, reference, build }: PlannedBuild, run: RunCommand): Promise<Built> {
  const start = performance.now();
  const values: Record<string, string> = {};
  for (const [argument, value] of Object.entries(build.arguments ?? {}))
    values[argument] = typeof value === "string" ? value : await ensureImage(value, { run });
  const lines: string[] = [];
  const command = buildCommand({ ...build, arguments: values }, reference);
  const { exitCode, stderr } = await run(command, {
    timeout: BUILD_MS,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > EVIDENCE_LINES) lines.shift();
    },
  });
  if (exitCode !== 0) {
    const log = lines.join("\n") || stderr.trim();
    const what = `The image ${reference} could not be built.`;
    const reason = notPulled(log, name, values.BASE_IMAGE) ?? { where: command.join(" "), evidence: log };
    throw new ComposeGenError({ code: "IMAGE_NOT_MADE", what, ...reason });
  }
  const look = ["docker", "image", "inspect", "--format", "{{.Id}}", reference] as const;
  const { stdout } = await run(look, { timeout: LOOK_MS });
  return { name, reference, id: stdout.trim(), ms: Math.round(performance.now() - start) };
}
