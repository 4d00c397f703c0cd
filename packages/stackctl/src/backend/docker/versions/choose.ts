import { existsSync, readFileSync } from "node:fs";
import { type DockerState, writeInstanceState } from "../../../instance/state.ts";
import { unknownInstance } from "../../../instance/view.ts";
import { readVersions, type Version, writeVersions } from "../../../upgrade/versions.ts";
import type { Operation } from "../../backend.ts";
import { createEngine } from "../engine/engine.ts";
import { requireEngine } from "../engine/require-engine.ts";
import { composeFiles, sha256 } from "../files/rendered.ts";
import { asKnown } from "../observe.ts";
import { readDefinitions } from "../parts/definitions.ts";
import { planContainers } from "../plan.ts";
import { readDockerState } from "../prepare.ts";

/** Lets the next `up` start a version. Files that this stackctl would render just so need not be held. */
export async function chooseVersion(operation: Operation, target: Version): Promise<void> {
  const { paths } = operation;
  const state = readDockerState(paths);
  if (state === undefined) throw unknownInstance(operation.home, operation.instance);
  const { engine } = await requireEngine(createEngine());
  const { held, unfinished } = readVersions(paths);
  const chosen = { ...state, images: target.images, applied: null };
  const rendered = renderedFiles(operation, chosen, engine, { ...target, files: null });
  const same = Object.entries(rendered).every(([stack, text]) => (target.files?.[stack] ?? text) === text);
  if (!same || held !== null) writeVersions(paths, { held: same ? null : target.files });
  const between = unfinished ? [unfinished.before, unfinished.target, target] : [];
  const known = between.flatMap((version) => [
    renderedFiles(operation, state, engine, version),
    version.files ?? {},
  ]);
  writeInstanceState(paths, { ...chosen, files: { ...state.files, ...writtenFiles(operation, known) } });
}

/** Stack → its file in a version. */
function renderedFiles(
  operation: Operation,
  state: DockerState,
  engine: string,
  { images, files }: Version,
): Record<string, string> {
  const options = { state: { ...state, images }, engine, held: files };
  const { parts } = planContainers({ ...operation, env: {} }, readDefinitions(), asKnown(operation), options);
  return Object.fromEntries(parts.map(({ stack, text }) => [stack.name, text]));
}

/**
 * A command that is killed may have written a file and not its digest: a file that is one of these versions was edited by
 * nobody. @returns stack → SHA-256
 */
function writtenFiles(
  { paths }: Operation,
  versions: readonly Record<string, string>[],
): Record<string, string> {
  const stacks = [...new Set(versions.flatMap((files) => Object.keys(files)))];
  const entries = stacks.flatMap((stack) => {
    const { file } = composeFiles(paths, stack);
    const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    const known = text !== undefined && versions.some((files) => files[stack] === text);
    return known ? [[stack, sha256(text)] as const] : [];
  });
  return Object.fromEntries(entries);
}
