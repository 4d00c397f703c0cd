import type { Check } from "../checks/check.ts";
import type { Reporter } from "../output/reporter.ts";
import type { ProcessIdentity } from "../process/identity.ts";

/** A stack as stackctl operates it: its services, what is checked, what its state consists of. */
export interface StackDefinition {
  name: string;
  services: readonly ServiceDefinition[];
  /** Checks by name; a service lists names only. */
  checks: Readonly<Record<string, Check>>;
  /** Folders and files below the state folder, for `wipe`. */
  stateEntries: readonly StateEntry[];
  /** Files in volumes of containers that clients of this host need, and where they go in the instance's folder. */
  exports?: readonly { volume: string; path: string; file: string }[];
  /** Id of the genesis that the files of an instance belong to; undefined when they have none. */
  genesisOf?(file: (name: string) => string): string | undefined;
  /** Makes the content of a secret that is missing, by its name. */
  secrets?: Readonly<Record<string, () => string>>;
  /** Extra options of `up`, e.g. `--accounts`. */
  upOptions: Readonly<Record<string, UpOption>>;
  /** Variables for programs that use the stack, in the order of `env`. */
  environment(instance: InstanceView): Promise<Record<string, string>>;
  /** Formats of `env` that only readers of this stack know, by name: the variables as text. */
  environmentFormats?: Readonly<Record<string, (variables: Readonly<Record<string, string>>) => string>>;
  /** Commands worth trying next, shown after `up`; one that needs a service where that is up. */
  nextSteps: readonly { command: string; needs?: string }[];
}

export interface ServiceDefinition {
  name: string;
  /** TCP port on loopback without `--port-base`. */
  defaultPort: number;
  /** Services before it in the list that it uses: it starts beside them and waits by itself until they listen. */
  uses: readonly string[];
  /** Service in `uses` → variables that say where it is found elsewhere, for an instance without it. */
  elsewhere?: Readonly<Record<string, readonly string[]>>;
  /** Program and arguments; `node` itself is added by the backend. */
  command(context: LaunchContext): string[];
  /** Names in `StackDefinition.checks`, beyond `process.alive`. */
  checks: readonly string[];
}

/** What a service's command line may be built from. */
export interface LaunchContext {
  host: string;
  /** 0 lets the service pick a free one. */
  port: number;
  /** Data folder of a service. */
  dataDir(service: string): string;
  /** `file:` URL of where a service in `uses` will say where it listens. */
  endpoint(service: string): string;
  /** Variables of `elsewhere`, for the services that the instance does not have. */
  elsewhere: Readonly<Record<string, string>>;
  /** Any other file of the instance. */
  file(name: string): string;
  /** Folder for the sockets of control; undefined without control. */
  control?: string | undefined;
}

/** One thing that `wipe` decides about. */
export interface StateEntry {
  /** Relative to the instance's folder. */
  path: string;
  what: string;
  /** What it holds where the services are containers, if that is something else. */
  inContainers?: string;
  /** `environment` goes with every wipe; `secret` only with `--secrets`. */
  class: "environment" | "secret";
  /** False for what says how an instance runs and not what it holds; default true for the environment. */
  snapshot?: boolean;
}

/** An option that a stack adds to `up`. */
export interface UpOption {
  /** Placeholder in the help, e.g. `N`. */
  value: string;
  summary: string;
  /** Checks the value before anything starts. @throws UsageError or StackError */
  check(value: string, profile: string): Promise<void> | void;
  /** Acts once everything is healthy; returns one line per thing done. */
  afterReady?(
    value: string,
    instance: InstanceView,
    reporter: Reporter,
    signal: AbortSignal,
  ): Promise<string[]>;
}

/** A running service as checks, verbs and `env` see it. */
export interface ServiceView {
  name: string;
  /** Base URL for clients, e.g. `ws://127.0.0.1:7777`. */
  url: string;
  /** It was started and not taken down since; whether it lives is what checks are for. */
  started: boolean;
  /** null where it is no process of this host, or was never started. */
  process: ProcessIdentity | null;
}

/** A running instance as checks, verbs and `env` see it. */
export interface InstanceView {
  name: string;
  root: string;
  services: Readonly<Record<string, ServiceView>>;
  /** Names of what the instance consists of, whether it runs or not: an instance of containers may be a part of the stack. */
  provides: readonly string[];
  /** What the stack provides → URL for clients of this host; of services that were started. */
  endpoints: Readonly<Record<string, string>>;
  file(name: string): string;
}
