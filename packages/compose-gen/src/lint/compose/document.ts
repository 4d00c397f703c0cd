import type { DocumentPath } from "../finding.ts";

/** A published port. Variables are replaced by their defaults, required ones by `<NAME>`. */
export interface LintPort {
  /** Address of the host; `""` = all of them. */
  hostIp: string;
  /** Port or range of the host; `""` = any free one. */
  published: string;
  target: string;
  protocol: string;
  path: DocumentPath;
}

/** A file or folder of the host, and where in the Compose file it is named. */
export interface HostPath {
  source: string;
  path: DocumentPath;
}

/** Something mounted into a container. */
export interface LintMount {
  type: "volume" | "bind" | "tmpfs" | "secret" | "config" | "other";
  /** Name of the volume, secret or config, or host path; `""` for an anonymous volume and tmpfs. */
  source: string;
  /** What of the host is behind it: that of a bind, of a volume whose driver mounts one, of a secret or config. */
  host: readonly HostPath[];
  target: string;
  readOnly: boolean;
  /** tmpfs: true when its size is limited. */
  sized: boolean;
  path: DocumentPath;
}

/** An environment variable. `value` is null when it comes from the shell that starts Compose. */
export interface LintVariable {
  name: string;
  value: string | null;
  /** True when a variable without a default is part of the value. */
  fromOutside: boolean;
  path: DocumentPath;
}

/** A health check: none at all is `undefined` on the service. */
export type LintHealth = { disabled: true } | { disabled: false; shell: boolean; words: readonly string[] };

export interface LintDependency {
  service: string;
  condition: string;
  path: DocumentPath;
}

/** A command of `post_start` or `pre_stop`. */
export interface LintHook {
  kind: "post_start" | "pre_stop";
  user: string | undefined;
  privileged: boolean;
  command: readonly string[];
  environment: readonly LintVariable[];
  path: DocumentPath;
}

/** How Compose builds an image. */
export interface LintBuild {
  /** Folders, archives, repositories and images that the build reads. */
  contexts: readonly HostPath[];
  /** Images that an inline Dockerfile starts or copies from. */
  bases: readonly { image: string; path: DocumentPath }[];
  privileged: boolean;
  network: string | undefined;
  entitlements: readonly string[];
  /** True when the build may use the keys of an SSH agent. */
  agent: boolean;
  secretFiles: readonly HostPath[];
  args: readonly LintVariable[];
  path: DocumentPath;
}

/** A service with short and long forms made the same. Texts have their variables replaced by the defaults. */
export interface LintService {
  name: string;
  image: string | undefined;
  /** True when the reader's environment can choose the image. */
  imageIsVariable: boolean;
  /** What Compose builds the image from, when it does. */
  build: LintBuild | undefined;
  user: string | undefined;
  privileged: boolean;
  /** `undefined` when the file does not say. */
  readOnly: boolean | undefined;
  capAdd: readonly string[];
  capDrop: readonly string[];
  securityOpt: readonly string[];
  /** Devices of the host, with the key that asks for them. */
  devices: readonly { key: string; device: string }[];
  /** `host` and the like of `network_mode`, `pid`, `ipc`, `uts`, `userns_mode`, `cgroup`. */
  namespaces: Readonly<Record<string, string>>;
  networks: readonly string[];
  /** Services, or containers outside the file, whose volumes it has as well. */
  volumesFrom: readonly { service: string | undefined; readOnly: boolean; path: DocumentPath }[];
  ports: readonly LintPort[];
  mounts: readonly LintMount[];
  /** Commands that Compose runs in the container after it started and before it stops. */
  hooks: readonly LintHook[];
  /** Additional groups. */
  groups: readonly string[];
  /** Keys with which a container leaves the limits that it and others have. */
  leavesLimits: readonly { key: string; message: string }[];
  /** True when Compose mounts the engine's socket and credentials (`use_api_socket`). */
  usesApiSocket: boolean;
  environment: readonly LintVariable[];
  labels: readonly LintVariable[];
  command: readonly string[];
  entrypoint: readonly string[];
  dependsOn: readonly LintDependency[];
  health: LintHealth | undefined;
  restart: string | undefined;
  memoryLimited: boolean;
  pidsLimited: boolean;
  logging: { driver: string; options: Readonly<Record<string, string>> };
  /** Keys that pull in text from elsewhere, which lint does not follow. */
  unresolved: readonly string[];
  /** Keys that bring in what no rule judges: the content of other files, a program of the host that runs instead. */
  unseen: readonly string[];
}

/** A volume of the top level. */
export interface LintVolume {
  labels: Readonly<Record<string, string>>;
  /** Its name for the engine, by which the same volume may stand in a file twice. */
  engineName: string;
}

/** A Compose file with every service in one form. */
export interface LintDocument {
  services: readonly LintService[];
  volumes: Readonly<Record<string, LintVolume>>;
  /** Config → its content, where that stands in the file. */
  configs: Readonly<Record<string, { content: string | undefined }>>;
  /** Top-level keys that pull in text from elsewhere, which lint does not follow. */
  unresolved: readonly string[];
}

/** The service with this name. */
export function serviceNamed(document: LintDocument, name: string): LintService | undefined {
  return document.services.find((service) => service.name === name);
}
