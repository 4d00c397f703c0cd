import { parseArgs } from "node:util";
import { EXIT, Stop } from "./stop.ts";

/** What mongod is started with. */
export interface Flags {
  readonly dbpath: string;
  readonly replSet: string | undefined;
  readonly port: number;
  readonly addresses: readonly string[] | "all";
}

const OPTIONS = {
  dbpath: { type: "string" },
  replSet: { type: "string" },
  port: { type: "string" },
  bind_ip: { type: "string" },
  bind_ip_all: { type: "boolean" },
  noauth: { type: "boolean" },
  wiredTigerCacheSizeGB: { type: "string" },
  setParameter: { type: "string", multiple: true },
} as const;

/** Parameters that the double takes; they change nothing in it. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  diagnosticDataCollectionEnabled: /^(true|false)$/,
  shutdownTimeoutMillisForSignaledShutdown: /^\d+$/,
};

/** Reads the command line. @throws Stop with 2 for what mongod, or the double of it, does not know */
export function parseFlags(args: readonly string[]): Flags {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") bad("too many positional options have been specified on the command line");
    else if (!Object.hasOwn(OPTIONS, token.name)) bad(`unrecognised option '${token.rawName}'`);
    else checkToken(token, seen);
  }
  for (const parameter of (values.setParameter ?? []) as string[]) checkParameter(parameter);
  const text = (name: keyof typeof OPTIONS) => values[name] as string | undefined;
  const cache = Number(text("wiredTigerCacheSizeGB") ?? "0.25");
  if (!(cache >= 0.25 && cache <= 10_000)) bad("wiredTigerCacheSizeGB must be between 0.25 and 10000");
  const port = Number(text("port") ?? "27017");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) bad("port must be between 0 and 65535");
  const replSet = text("replSet");
  if (replSet !== undefined && !/^[^\s/]+$/.test(replSet)) bad("replSet takes the name of a set");
  return { dbpath: text("dbpath") ?? "/data/db", replSet, port, addresses: addressesOf(values) };
}

function checkToken(
  { name, rawName, value }: { name: string; rawName: string; value: string | undefined },
  seen: Set<string>,
): void {
  const { type } = OPTIONS[name as keyof typeof OPTIONS];
  if (type === "string" && value === undefined)
    bad(`the required argument for option '${rawName}' is missing`);
  if (type === "boolean" && value !== undefined) bad(`option '${rawName}' does not take any arguments`);
  if (name !== "setParameter" && seen.has(name)) bad(`Multiple occurrences of option "${rawName}"`);
  seen.add(name);
}

function checkParameter(parameter: string): void {
  const at = parameter.indexOf("=");
  const [name, value] = [parameter.slice(0, Math.max(at, 0)), parameter.slice(at + 1)];
  const values = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (at < 0) bad(`Illegal option assignment: "${parameter}"`);
  if (!values) throw new Stop(EXIT.badOptions, `BadValue: Unknown --setParameter '${name}'`);
  if (!values.test(value)) throw new Stop(EXIT.badOptions, `BadValue: Bad value for parameter "${name}"`);
}

function addressesOf(values: { bind_ip_all?: unknown; bind_ip?: unknown }): Flags["addresses"] {
  if (values.bind_ip_all === true) return "all";
  const named = typeof values.bind_ip === "string" ? values.bind_ip : "127.0.0.1";
  return named.split(",").map((address) => (address.trim() === "localhost" ? "127.0.0.1" : address.trim()));
}

function bad(problem: string): never {
  throw new Stop(
    EXIT.badOptions,
    `Error parsing command line: ${problem}\ntry 'mongod --help' for more information`,
  );
}
