import { readFileSync } from "node:fs";
import { parse, type TomlPrimitive } from "smol-toml";

/** What the double reads of nostr-rs-relay's `config.toml`; other keys are ignored, as there. */
export interface RelayConfig {
  name: string;
  description: string;
  relayUrl: string | undefined;
  pubkey: string | undefined;
  contact: string | undefined;
  icon: string | undefined;
  /** Folder of `nostr.db`. */
  dataDirectory: string;
  address: string;
  port: number;
  pingSeconds: number;
  maxEventBytes: number;
  maxMessageBytes: number;
  /** Seconds that an event may be ahead; undefined: any. */
  rejectFutureSeconds: number | undefined;
}

/**
 * Reads a configuration; defaults are those of nostr-rs-relay 0.9 (unicity-tokens-relay).
 *
 * @throws Error when the text is no TOML, a value has a wrong type, or a key is one that would change what this double does
 */
export function parseRelayConfig(toml: string): RelayConfig {
  const tables = parse(toml);
  refuseKindLists(tables.limits);
  const of = (table: string) => reader(table, tables[table]);
  const [info, database, network, limits, options] = [
    of("info"),
    of("database"),
    of("network"),
    of("limits"),
    of("options"),
  ];
  if ((database.text("engine") ?? "sqlite") !== "sqlite") throw new Error("database.engine: sqlite only");
  if ((database.count("min_conn") ?? 4) > (database.count("max_conn") ?? 8))
    throw new Error("database.min_conn exceeds max_conn");
  return {
    name: info.text("name") ?? "Unnamed nostr-rs-relay",
    description: info.text("description") ?? "",
    relayUrl: info.text("relay_url"),
    pubkey: info.text("pubkey"),
    contact: info.text("contact"),
    icon: info.text("relay_icon"),
    dataDirectory: database.text("data_directory") ?? ".",
    address: network.text("address") ?? "0.0.0.0",
    port: network.count("port") ?? 8080,
    pingSeconds: atLeastOne("network.ping_interval_seconds", network.count("ping_interval_seconds") ?? 45),
    maxEventBytes: limits.count("max_event_bytes") ?? 262_144,
    maxMessageBytes: limits.count("max_ws_message_bytes") ?? 262_144,
    rejectFutureSeconds: options.count("reject_future_seconds"),
  };
}

/** @throws Error as {@link parseRelayConfig}, or when the file cannot be read */
export function readRelayConfig(file: string): RelayConfig {
  return parseRelayConfig(readFileSync(file, "utf8"));
}

function reader(table: string, value: unknown) {
  const entries = (value ?? {}) as Record<string, TomlPrimitive>;
  const typed = (key: string, fits: (entry: TomlPrimitive) => boolean, type: string) => {
    const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (entry !== undefined && !fits(entry)) throw new Error(`${table}.${key}: expected ${type}`);
    return entry;
  };
  return {
    text: (key: string) => typed(key, (entry) => typeof entry === "string", "a string") as string | undefined,
    count: (key: string) =>
      typed(key, (entry) => Number.isInteger(entry) && Number(entry) >= 0, "a whole number") as
        | number
        | undefined,
  };
}

function atLeastOne(key: string, value: number): number {
  if (value === 0) throw new Error(`${key} must be > 0`);
  return value;
}

/** An empty list allows nothing upstream; this relay has no lists, and must not look as if it kept one. */
function refuseKindLists(limits: unknown): void {
  for (const key of ["event_kind_allowlist", "event_kind_blacklist"]) {
    if (Object.hasOwn((limits ?? {}) as object, key))
      throw new Error(`limits.${key}: the double has no kind lists`);
  }
}
