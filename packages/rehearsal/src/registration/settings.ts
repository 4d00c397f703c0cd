import { CONFIG_DEFAULTS } from "./config/options.ts";

/** Settings of the API. The first group are upstream's variables; those called `REHEARSAL_…` exist only here. */
export interface Settings {
  port: number;
  /** Empty: everybody may call, and only a domain's own container may unregister it. */
  apiKey: string;
  maxRegistrations: number;
  /** Ports that domains may use beyond 80 and 443; null allows all. */
  allowedPorts: ReadonlySet<number> | null;
  domainsMap: string;
  confDir: string;
  mapsDir: string;
  stateDir: string;
  adminSocket: string;
  /** Delay in ms between the last change and the reload. */
  debounce: number;
  /** Whether anybody may unregister a domain whose container has no address any more; older servers refuse. */
  allowWhenUnresolvable: boolean;
  timeoutTunnel: string | undefined;
  checkInterval: string;
  /** Port of the fault control; undefined leaves it out. */
  faultsPort: number | undefined;
}

type Environment = Record<string, string | undefined>;

/** Settings from environment variables. Throws when a number or a time is none. */
export function readSettings(env: Environment): Settings {
  const allowed = env.ALLOWED_PORTS?.split(",").filter((port) => port.trim() !== "");
  return {
    port: integer(env, "HAPROXY_API_PORT", 8404),
    apiKey: env.HAPROXY_API_KEY ?? "",
    maxRegistrations: integer(env, "MAX_REGISTRATIONS", 100),
    allowedPorts: allowed ? new Set(allowed.map((port) => parseInteger("ALLOWED_PORTS", port.trim()))) : null,
    domainsMap: env.HAPROXY_DOMAINS_MAP ?? "/etc/haproxy/domains.map",
    confDir: env.HAPROXY_CONF_DIR ?? "/etc/haproxy/conf.d",
    mapsDir: env.HAPROXY_MAPS_DIR ?? "/etc/haproxy/maps",
    stateDir: env.HAPROXY_STATE_DIR ?? "/etc/haproxy/state",
    adminSocket: env.HAPROXY_ADMIN_SOCK ?? CONFIG_DEFAULTS.adminSocket,
    debounce: integer(env, "REHEARSAL_RELOAD_DEBOUNCE_MS", 2000),
    allowWhenUnresolvable: env.REHEARSAL_UNRESOLVABLE_OWNER !== "deny",
    timeoutTunnel: time(env, "REHEARSAL_TIMEOUT_TUNNEL"),
    checkInterval: time(env, "REHEARSAL_CHECK_INTERVAL") ?? CONFIG_DEFAULTS.checkInterval,
    faultsPort: env.REHEARSAL_FAULTS_PORT ? integer(env, "REHEARSAL_FAULTS_PORT", 0) : undefined,
  };
}

function integer(env: Environment, name: string, absent: number): number {
  const text = env[name];
  return text ? parseInteger(name, text) : absent;
}

function parseInteger(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name}: "${text}" is not a whole number`);
  return Number(text);
}

function time(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (text && !/^\d{1,9}(us|ms|s|m|h|d)?$/.test(text))
    throw new Error(`${name}: "${text}" is no time such as 300s`);
  return text || undefined;
}
