import type { Engine } from "../../backend/docker/engine/engine.ts";
import type { ExistingInstance } from "../../backend/docker/observe.ts";
import type { ErrorParts } from "../../errors.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import type { InstanceState } from "../../instance/state.ts";
import type { HostContainer } from "./containers.ts";
import type { EngineSight } from "./engine.ts";
import type { InsideSight } from "./inside.ts";
import type { Limits } from "./limits.ts";
import type { NameResolver } from "./names.ts";
import type { ServiceReport } from "./service-report.ts";
import type { WebAnswer } from "./web.ts";

/** The state of the instance, or why it cannot be read. */
export type StateSight = { state: InstanceState | undefined } | { error: ErrorParts };

/**
 * What probes may look at. Everything is asked once, however many probes want it, is bounded in time, and changes nothing.
 */
export interface Sight {
  /** Folder of all instances. */
  home: string;
  instance: string;
  /** The reader named it. */
  instanceNamed: boolean;
  paths: InstancePaths;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  limits: Limits;
  now(): Date;
  /** Project of the containers that run scripts have made. */
  project: string;
  /** Domains that the reader named. */
  named: readonly string[];
  /** The instance, or what was asked about, runs in containers. */
  needsEngine: boolean;
  docker: Engine;
  state: StateSight;
  engine(): Promise<EngineSight>;
  /** All containers of the engine, whoever made them. */
  containers(): Promise<HostContainer[]>;
  /** Those of the instance and of the run scripts' project. */
  ours(): Promise<HostContainer[]>;
  /** The instance of containers with what it was made from; undefined where there is none. */
  existing(): Promise<ExistingInstance | undefined>;
  /** What `service-status` says in a container; undefined when it says nothing. */
  report(container: string): Promise<ServiceReport | undefined>;
  /** What names, registrations and certificates look like from inside a container; undefined when it cannot be asked. */
  inside(container: string): Promise<InsideSight | undefined>;
  /** Answer of a web server; it never rejects. */
  web(url: string): Promise<WebAnswer>;
  names: NameResolver;
  /** Addresses of this host that others may reach it at. */
  addresses: readonly string[];
}
