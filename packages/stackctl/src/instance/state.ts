import { readFileSync, rmSync } from "node:fs";
import * as z from "zod/mini";
import { messageOf, StackError, systemCode } from "../errors.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import type { InstancePaths } from "./folders.ts";

/** Raised when the meaning of a field changes. */
const SCHEMA_VERSION = 1;

const processSchema = z.strictObject({ pid: z.int().check(z.positive()), started: z.string() });

const serviceSchema = z.strictObject({
  /** Last known TCP port; 0 when it never listened. */
  port: z.int().check(z.minimum(0), z.maximum(65_535)),
  /** Base URL for clients while it runs. */
  url: z.nullable(z.string()),
  process: z.nullable(processSchema),
  /** ISO 8601 time of the last start. */
  startedAt: z.nullable(z.string()),
});

const stateSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  instance: z.string(),
  stack: z.string(),
  backend: z.literal("embedded"),
  createdAt: z.string(),
  /** What `--port-base` said; null for the default ports, 0 for free ones. */
  portBase: z.nullable(z.int().check(z.minimum(0), z.maximum(65_535))),
  services: z.record(z.string(), serviceSchema),
  /** Files written outside the state folder on request, e.g. by `trust-base --out`. */
  exports: z.array(z.string()),
});

/** What an instance is and what of it runs; content of `instance.json`. */
export type InstanceState = z.infer<typeof stateSchema>;
export type ServiceState = z.infer<typeof serviceSchema>;

/** The state of a new instance in which nothing runs. */
export function newInstanceState(options: {
  instance: string;
  stack: string;
  portBase: number | null;
  now: Date;
}): InstanceState {
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
    next: "Restore it; or run `npx stackctl wipe`, which also ends the services that it can still find.",
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
