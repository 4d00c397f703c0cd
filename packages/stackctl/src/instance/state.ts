import { readFileSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { messageOf, StackError, systemCode } from "../errors.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import type { InstancePaths } from "./folders.ts";
import {
  type DockerState,
  type EmbeddedState,
  type InstanceState,
  SCHEMA_VERSION,
  stateSchema,
} from "./state-schema.ts";

export type { BackendName, DockerState, EmbeddedState, InstanceState, ServiceState } from "./state-schema.ts";

/** The state of a new instance of processes in which nothing runs. */
export function newInstanceState(options: {
  instance: string;
  stack: string;
  portBase: number | null;
  now: Date;
}): EmbeddedState {
  return {
    schemaVersion: SCHEMA_VERSION,
    instance: options.instance,
    stack: options.stack,
    backend: "embedded",
    createdAt: options.now.toISOString(),
    portBase: options.portBase,
    services: {},
    exports: [],
  };
}

/** The state of a new instance of containers in which nothing runs. */
export function newDockerState(options: {
  instance: string;
  stack: string;
  portBase: number | null;
  generation: string;
  now: Date;
}): DockerState {
  const { now, ...chosen } = options;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...chosen,
    backend: "docker",
    createdAt: now.toISOString(),
    exports: [],
    parts: [],
    images: {},
    variables: {},
    ports: {},
    files: {},
    applied: null,
    wiping: [],
    volumes: {},
  };
}

/**
 * Reads `instance.json`.
 *
 * @returns undefined when the instance has none
 * @throws StackError `STATE_CORRUPT`, `STATE_NEWER` or `STATE_UNREADABLE`; the file is left as it is
 */
export function readInstanceState(paths: InstancePaths): InstanceState | undefined {
  const text = readOrUndefined(paths.stateFile);
  if (text === undefined) return undefined;
  const value = parseJson(text, paths.stateFile);
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === "number" && version > SCHEMA_VERSION) throw newerState(paths.stateFile, version);
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corruptState(paths.stateFile, `${issue?.path.join(".") || "(top level)"}: ${issue?.code}`);
}

/** @param durable wait until the disk has it, default true */
export function writeInstanceState(paths: InstancePaths, state: InstanceState, durable = true): void {
  writeFileAtomic(paths.stateFile, `${JSON.stringify(state, null, 2)}\n`, { durable });
}

export function removeInstanceState(paths: InstancePaths): void {
  rmSync(paths.stateFile, { force: true });
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw new StackError({
      code: "STATE_UNREADABLE",
      what: "The state of the instance cannot be read.",
      where: file,
      evidence: messageOf(error),
      next: "Fix the owner and mode of the file.",
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corruptState(file, messageOf(error));
  }
}

function corruptState(file: string, evidence: string): StackError {
  return new StackError({
    code: "STATE_CORRUPT",
    what: "The state file of the instance is damaged. Nothing was changed.",
    where: file,
    evidence,
    cause: "It was edited, or copied in part.",
    next: `Restore it; or run \`npx @unicity-sphere/stackctl wipe --instance ${basename(dirname(file))}\`, which also ends the services that it can still find.`,
  });
}

function newerState(file: string, version: number): StackError {
  return new StackError({
    code: "STATE_NEWER",
    what: "The instance was made by a newer stackctl.",
    where: file,
    evidence: `schemaVersion ${version}; this one knows ${SCHEMA_VERSION}`,
    next: "Use that newer version, or another instance: `--instance NAME`.",
  });
}
