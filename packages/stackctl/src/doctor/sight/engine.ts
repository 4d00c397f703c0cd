import type { Engine } from "../../backend/docker/engine/engine.ts";
import { requireEngine } from "../../backend/docker/engine/require-engine.ts";
import { type ErrorParts, StackError } from "../../errors.ts";

/** What the engine says about itself. */
export interface EngineFacts {
  engine: string;
  compose: string;
  /** `amd64`, `arm64` … */
  architecture: string;
  /** Folder of images and volumes on the engine's host. */
  root: string;
  /** How far its clock is ahead of this program's, ms; null where it does not tell. */
  clockAhead: number | null;
  /** Bytes. */
  memory: number;
  memoryLimit: boolean;
  pidsLimit: boolean;
  rootless: boolean;
  /** It fetches images through a proxy or a mirror. */
  fetchesElsewhere: boolean;
}

export type EngineSight =
  | { reachable: true; facts: EngineFacts; error?: ErrorParts }
  | { reachable: false; error: ErrorParts };

interface RawInfo {
  Architecture?: string;
  ServerVersion?: string;
  DockerRootDir?: string;
  SystemTime?: string;
  MemTotal?: number;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
  SecurityOptions?: string[] | null;
  HttpsProxy?: string;
  RegistryConfig?: { Mirrors?: string[] | null };
}

const ARCHITECTURES: Record<string, string> = { x86_64: "amd64", aarch64: "arm64", armv7l: "arm" };
/** The engine, or why there is none that can be used; `error` beside facts: it answers, and is too old or without Compose. */
export async function lookAtEngine(docker: Engine): Promise<EngineSight> {
  const [versions, info] = await Promise.all([
    requireEngine(docker).catch(asParts),
    docker.result(["info", "--format", "{{json .}}"]),
  ]);
  const facts = info.exitCode === 0 ? factsOf(JSON.parse(info.stdout || "{}") as RawInfo) : undefined;
  if ("code" in versions) {
    const answers = facts !== undefined && facts.engine !== "";
    return answers ? { reachable: true, facts, error: versions } : { reachable: false, error: versions };
  }
  const empty = factsOf({});
  return { reachable: true, facts: { ...(facts ?? empty), ...versions } };
}

function asParts(error: unknown): ErrorParts {
  if (error instanceof StackError) return error.parts;
  throw error;
}

function factsOf(info: RawInfo): EngineFacts {
  const { Architecture = "", SecurityOptions, RegistryConfig } = info;
  const time = Date.parse(info.SystemTime ?? "");
  return {
    engine: info.ServerVersion ?? "",
    compose: "",
    architecture: ARCHITECTURES[Architecture] ?? Architecture,
    root: info.DockerRootDir ?? "",
    clockAhead: Number.isNaN(time) ? null : time - Date.now(),
    memory: info.MemTotal ?? 0,
    memoryLimit: info.MemoryLimit ?? false,
    pidsLimit: info.PidsLimit ?? false,
    rootless: (SecurityOptions ?? []).some((option) => option.includes("rootless")),
    fetchesElsewhere: Boolean(info.HttpsProxy) || (RegistryConfig?.Mirrors ?? []).length > 0,
  };
}
