import { parseArgs } from "node:util";
import { type Address, parseAddress, parseUri } from "../driver/uri.ts";

/** What mongosh is started with. */
export interface ShellArguments {
  readonly scripts: readonly string[];
  readonly address: Address;
  readonly quiet: boolean;
}

const OPTIONS = {
  quiet: { type: "boolean" },
  norc: { type: "boolean" },
  eval: { type: "string", multiple: true },
  host: { type: "string" },
  port: { type: "string" },
} as const;

/** @throws Error that says what the double of mongosh does not know */
export function parseArguments(args: readonly string[]): ShellArguments {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { host, port, eval: scripts = [], quiet = false } = values;
  if (positionals.length > 1) throw new Error(`unrecognized argument: ${positionals[1]}`);
  const [place] = positionals;
  if (place !== undefined && (host !== undefined || port !== undefined))
    throw new Error("--host and --port go with no connection string");
  if (scripts.length === 0) throw new Error("the double of mongosh is not interactive: give it --eval");
  return { scripts, quiet, address: addressOf(place, host, port) };
}

function addressOf(place: string | undefined, host = "127.0.0.1", port?: string): Address {
  if (place === undefined) {
    if (port !== undefined && host.includes(":")) throw new Error("--host names a port already");
    return parseAddress(port === undefined ? host : `${host}:${port}`);
  }
  const [seed, ...others] = parseUri(place.startsWith("mongodb://") ? place : `mongodb://${place}`).seeds;
  if (!seed || others.length > 0) throw new Error("the double of mongosh connects to one host");
  return seed;
}
