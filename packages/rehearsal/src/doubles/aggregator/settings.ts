/** Values of aggregator-go that the double keeps when it has a database; times in ms. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly cors: boolean;
  readonly docs: boolean;
  readonly concurrency: number;
  readonly mongoUri: string;
  readonly database: string;
  readonly connectTimeoutMs: number;
  readonly selectionTimeoutMs: number;
  readonly collectMs: number;
  readonly roundRequests: number;
  readonly keyFile: string;
  readonly shardConfFile: string;
  readonly trustBaseFiles: readonly string[];
  readonly bootstrapAddresses: readonly string[];
  readonly connectRetries: number;
  readonly connectRetryMs: number;
  readonly inactivityMs: number;
}

/** Reads the environment. As in aggregator-go, a number, boolean or duration that cannot be parsed becomes the default. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const text = (name: string, fallback = "") => environment[name] || fallback;
  const count = (name: string, fallback: number) => {
    const value = text(name);
    return /^\d{1,9}$/.test(value) ? Number(value) : fallback;
  };
  const flag = (name: string, fallback: boolean) => {
    const value = text(name);
    if (/^(1|t|true)$/i.test(value)) return true;
    return /^(0|f|false)$/i.test(value) ? false : fallback;
  };
  const time = (name: string, fallback: string) => duration(text(name)) ?? (duration(fallback) as number);
  const list = (name: string, fallback = "") => text(name, fallback).split(",").filter(Boolean);
  return {
    host: text("HOST", "0.0.0.0"),
    port: count("PORT", 3000),
    cors: flag("ENABLE_CORS", true),
    docs: flag("ENABLE_DOCS", true),
    concurrency: count("CONCURRENCY_LIMIT", 1000),
    mongoUri: text("MONGODB_URI"),
    database: text("MONGODB_DATABASE", "aggregator"),
    connectTimeoutMs: time("MONGODB_CONNECT_TIMEOUT", "10s"),
    selectionTimeoutMs: time("MONGODB_SERVER_SELECTION_TIMEOUT", "5s"),
    collectMs: time("COLLECT_PHASE_DURATION", "200ms"),
    roundRequests: count("MAX_COMMITMENTS_PER_ROUND", 10_000),
    keyFile: text("SIGNING_KEY_FILE"),
    shardConfFile: text("BFT_SHARD_CONF_FILE", "bft-config/shard-conf-7_0.json"),
    trustBaseFiles: list("BFT_TRUST_BASE_FILES", "bft-config/trust-base.json"),
    bootstrapAddresses: list("BFT_BOOTSTRAP_ADDRESSES"),
    connectRetries: count("BFT_BOOTSTRAP_CONNECT_RETRY", 3),
    connectRetryMs: count("BFT_BOOTSTRAP_CONNECT_RETRY_DELAY", 5) * 1000,
    inactivityMs: time("BFT_INACTIVITY_TIMEOUT", "5s"),
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it (`1m30s`); undefined when it is none. */
export function duration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit as string] ?? 0), 0);
}
