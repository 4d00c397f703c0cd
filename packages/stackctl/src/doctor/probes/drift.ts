import { existsSync, readFileSync } from "node:fs";
import { composeEnvironment } from "../../backend/docker/compose-environment.ts";
import { composeFiles, composeFolder, sha256 } from "../../backend/docker/files/rendered.ts";
import type { ExistingInstance } from "../../backend/docker/observe.ts";
import type { PartPlan } from "../../backend/docker/plan.ts";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { Sight } from "../sight/sight.ts";

export interface PartDrift {
  stack: string;
  /** The rendered file was changed, or is gone. */
  file: "as-written" | "edited" | "missing";
  path: string;
  /** Service → hash of its configuration in the file, as Compose computes it; undefined when Compose did not say. */
  wanted: Readonly<Record<string, string>> | undefined;
  /** Service → hash that its container was made with. */
  running: Readonly<Record<string, string>>;
}

/** Containers are what the files say. */
export function judgeDrift(parts: readonly PartDrift[]): Finding[] {
  if (parts.length === 0) return [notApplicable("No containers of an instance.", "nothing was rendered")];
  return parts.flatMap(judgePart);
}

function judgePart({ stack, file, path, wanted, running }: PartDrift): Finding[] {
  const findings: Finding[] = [];
  if (file === "edited") {
    const next =
      "Move your changes to the instance's overrides folder, delete the file, and run `npx @unicity-sphere/stackctl up`.";
    findings.push(problem("FILE_EDITED", `The rendered file of ${stack} was edited.`, path, next));
  }
  if (file === "missing") {
    const next = "`npx @unicity-sphere/stackctl up` renders it again.";
    findings.push(warning("FILE_MISSING", `The rendered file of ${stack} is gone.`, path, next));
    return findings;
  }
  if (!wanted) {
    const next = "Look at `docker compose config`.";
    const what = `Whether the containers of ${stack} are what their file says is not known.`;
    return [...findings, unknown("DRIFT", what, "Compose did not say", next)];
  }
  const changed = Object.keys(running).filter((service) => running[service] !== wanted[service]);
  if (changed.length > 0) {
    const what = `Containers of ${stack} were made from something else than its file now.`;
    const next = "`npx @unicity-sphere/stackctl up` makes them anew.";
    findings.push(warning("CONTAINER_DRIFT", what, changed.join(", "), next));
  }
  const fine = `${Object.keys(running).length} containers, hashes of Compose`;
  return findings.length > 0 ? findings : [ok("DRIFT", `${stack} runs as its file says.`, fine)];
}

export const driftProbe = defineProbe<PartDrift[]>({
  name: "drift",
  title: "Files and containers",
  needsEngine: true,
  async gather(sight) {
    const existing = await sight.existing();
    return existing ? Promise.all(existing.plan.parts.map((part) => lookAtPart(sight, existing, part))) : [];
  },
  judge: judgeDrift,
});

async function lookAtPart(sight: Sight, existing: ExistingInstance, part: PartPlan): Promise<PartDrift> {
  const { paths } = sight;
  const stack = part.stack.name;
  const { file: path } = composeFiles(paths, stack);
  const containers = (await sight.ours()).filter(
    ({ labels }) => labels["com.docker.compose.project"] === part.project,
  );
  const running = containers.map(({ service, labels }) => [
    service,
    labels["com.docker.compose.config-hash"] ?? "",
  ]);
  const file = fileState(path, existing.state.files[stack]);
  const wanted = file === "missing" ? undefined : await wantedHashes(sight, existing, part);
  return { stack, file, path, wanted, running: Object.fromEntries(running) };
}

function fileState(path: string, hash: string | undefined): PartDrift["file"] {
  if (!existsSync(path)) return "missing";
  return hash === undefined || sha256(readFileSync(path, "utf8")) === hash ? "as-written" : "edited";
}

async function wantedHashes(
  { docker, paths }: Sight,
  { plan, state }: ExistingInstance,
  part: PartPlan,
): Promise<Record<string, string> | undefined> {
  const { file, override } = composeFiles(paths, part.stack.name);
  const files = ["--file", file, ...(override ? ["--file", override] : [])];
  const { exitCode, stdout } = await docker.result(
    [
      ...["compose", "--project-directory", composeFolder(paths), "--project-name", part.project, ...files],
      ...["config", "--hash", "*"],
    ],
    { timeout: 3_500, environment: composeEnvironment(plan, part, state.ports) },
  );
  if (exitCode !== 0) return undefined;
  return Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
}
