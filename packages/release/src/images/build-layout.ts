import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { buildCommand, ensureImage, type ImageBuild, type RunCommand } from "rehearsal";
import { z } from "zod";
import { layoutInvalid } from "../layout/layout-error.ts";
import { parseWith } from "../layout/read-blob.ts";
import { writeWhole } from "../write-file.ts";
import { INPUTS } from "./names.ts";

/** An image to build as a folder. */
export interface LayoutBuild {
  build: ImageBuild;
  platforms: readonly string[];
  /** Hash that the layout then carries. */
  inputs: string;
  /** Folder of the layout; what it held is removed. */
  folder: string;
  /** Time of the commit, seconds since 1970: what files and configuration are dated. */
  committedAt: number;
}

const BUILD_MS = 60 * 60_000;
const EVIDENCE_LINES = 20;

/**
 * Builds an image with Buildx as an OCI layout, without attestations, and notes in it what it was made from. The builder has
 * to write OCI layouts: one of the driver `docker-container`, or an engine with the containerd image store.
 *
 * @returns the folder
 * @throws ComposeGenError `IMAGE_NOT_MADE`, `LAYOUT_INVALID`, `ENGINE_UNREACHABLE`
 */
export async function buildLayout(
  { build, platforms, inputs, folder, committedAt }: LayoutBuild,
  run: RunCommand,
): Promise<string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(build.arguments ?? {}))
    values[name] = typeof value === "string" ? value : await ensureImage(value, { run });
  const part = `${folder}.part`;
  mkdirSync(dirname(folder), { recursive: true });
  for (const old of [part, folder]) rmSync(old, { recursive: true, force: true });
  const options = [
    ...["--provenance=false", "--sbom=false", "--platform", platforms.join(",")],
    ...["--output", `type=oci,dest=${part},tar=false`],
  ];
  const command = buildCommand({ ...build, arguments: values }, `release/${build.name}`, options);
  const lines: string[] = [];
  const { exitCode, stderr } = await run(command, {
    timeout: BUILD_MS,
    environment: { SOURCE_DATE_EPOCH: String(committedAt) },
    onLine: (line) => {
      lines.push(line);
      if (lines.length > EVIDENCE_LINES) lines.shift();
    },
  });
  if (exitCode !== 0) throw notMade(build.name, command, lines.join("\n") || stderr.trim());
  noteInputs(part, inputs);
  // The name stands for a whole layout, also after a crash.
  renameSync(part, folder);
  return folder;
}

function notMade(name: string, command: readonly string[], log: string): ComposeGenError {
  const exporter = /exporter|OCI|driver/i.test(log);
  return new ComposeGenError({
    code: "IMAGE_NOT_MADE",
    what: `The image ${name} could not be built.`,
    where: command.join(" "),
    evidence: log,
    next: exporter
      ? "Use a builder that writes OCI layouts: docker buildx create --use --driver docker-container"
      : "Correct what the log names, and run the same command again.",
  });
}

const index = z.looseObject({
  manifests: z.array(z.looseObject({ annotations: z.record(z.string(), z.string()).optional() })).length(1),
});

function noteInputs(folder: string, inputs: string): void {
  const path = join(folder, "index.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw layoutInvalid(path, "The builder left no layout.");
  }
  const content = parseWith(index, text, path);
  const [entry] = content.manifests;
  const manifests = [{ ...entry, annotations: { ...entry?.annotations, [INPUTS]: inputs } }];
  writeWhole(path, JSON.stringify({ ...content, manifests }));
}
