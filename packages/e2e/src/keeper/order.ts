import type { ErrorParts } from "../errors.ts";
import type { ServiceName } from "../services.ts";

/** What becomes of an instance when its run ends. */
export type End = "wipe" | "down" | "leave";

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: its start, and on Linux the boot of the machine. */
  started: string;
}

/** What a keeper is told at its start; its only argument, as JSON. */
export interface Order {
  instance: string;
  /** Folder of all instances. */
  home: string;
  /** Bundle of stackctl's command. */
  cli: string;
  /** Arguments of `up` without the verb. */
  up: readonly string[];
  /** Those that the run asks for. */
  services: readonly ServiceName[];
  /** The run; absent where the system does not tell of its own processes. */
  run?: ProcessIdentity;
  /** When the run ends without saying how: it was killed. */
  end: Exclude<End, "leave">;
}

/** One line of what a keeper says: events of `up --ndjson`, and its own. */
export type KeeperEvent =
  | ({ event: "result" } & UpDocument)
  | { event: "error"; error: ErrorParts }
  /** The instance is this run's from now on. */
  | { event: "claimed" }
  | { event: "step"; text: string }
  | ({ event: "check" } & CheckEvent)
  | { event: "up-ended"; exitCode: number | null; stderr: string }
  | { event: "ended"; problems: string[] };

/** What `up` prints at its end. */
export interface UpDocument {
  schema: string;
  instance: string;
  backend: "embedded" | "docker";
  /** Folder of the instance. */
  root: string;
  /** Duration of the command, ms. */
  ms: number;
  variables: Record<string, string>;
}

/** A check that was made. */
export interface CheckEvent {
  service: string;
  check: string;
  outcome: string;
  code: string;
  evidence: string;
  ms: number;
}

/** Folder of the claims on instances, in the folder of all instances: not taken for an instance by its leading dot. */
export const CLAIMS = ".e2e";
