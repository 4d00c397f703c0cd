/** A value that Compose interpolates: `$$` is a dollar sign, `${NAME:-default}` and `${NAME:?message}` are variables. */
export type ComposeString = string;

/** The part of a Compose service that this generator writes. Strings are final: escaped and with variables. */
export interface ComposeService {
  cap_add?: string[];
  cap_drop: string[];
  command?: ComposeString[];
  container_name?: string;
  configs?: { mode: number; source: string; target: string }[];
  cpus?: number;
  depends_on?: Record<string, { condition: string; restart?: boolean }>;
  entrypoint?: ComposeString[];
  environment?: Record<string, ComposeString>;
  extra_hosts?: string[];
  healthcheck?: ComposeHealthcheck;
  hostname?: string;
  image: string;
  init?: boolean;
  labels?: Record<string, ComposeString>;
  logging: { driver: string; options: Record<string, string> };
  mem_limit: string;
  network_mode?: string;
  networks?: string[];
  pids_limit: number;
  platform?: string;
  ports?: ComposePort[];
  read_only: boolean;
  restart: string;
  secrets?: { source: string; target: string }[];
  security_opt: string[];
  shm_size?: string;
  stop_grace_period: string;
  tmpfs?: string[];
  user?: string;
  volumes?: ComposeMount[];
  working_dir?: string;
}

export type ComposeHealthcheck =
  | { disable: true }
  | {
      test: ComposeString[];
      interval: string;
      timeout: string;
      retries: number;
      start_period: string;
      start_interval?: string;
    };

export interface ComposePort {
  host_ip: ComposeString;
  mode: "ingress";
  protocol: "tcp" | "udp";
  published: ComposeString;
  target: number;
}

export interface ComposeMount {
  read_only?: boolean;
  source: string;
  target: string;
  type: "volume";
  volume?: { nocopy: boolean };
}

export interface ComposeNetwork {
  external?: boolean;
  internal?: boolean;
  name?: ComposeString;
}

export interface ComposeVolume {
  external?: boolean;
  labels?: Record<string, string>;
  name?: ComposeString;
}

/** A whole Compose file; keys are sorted below the top level. */
export interface ComposeFile {
  name: ComposeString;
  services: Record<string, ComposeService>;
  configs?: Record<string, { content: ComposeString }>;
  networks?: Record<string, ComposeNetwork>;
  secrets?: Record<string, { file: ComposeString }>;
  volumes?: Record<string, ComposeVolume>;
}
