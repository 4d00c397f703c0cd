import { parseArgs } from "node:util";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { DebianPackages } from "./debian.ts";

/** The images that are built from a checkout. */
export const NAMES = ["relay", "faucet", "aggregator-proxy", "aggregator-tools", "devnet"] as const;
export type Name = (typeof NAMES)[number];

export const USAGE = `Usage: pnpm build:images [name…] [options]

Builds the images of this checkout: ${NAMES.join(", ")}. Default: all.

Options:
  --base REF            ssl-manager image below relay, faucet and aggregator-proxy, with a digest; default: the lock's
  --debian REF          Debian trixie below aggregator-tools and devnet, with a digest; default: the lock's
  --relay-upstream REF  image with the relay's binary, with a digest or a commit; default: the one that the Dockerfile pins
  --faucet-upstream REF image with upstream's faucet agent, for FAUCET_AGENT=upstream; default: without it
                        The first three also take "stand-in": what the rehearsal uses in its place. The result is for trials only.
  --debian-snapshot T   Debian packages as of a time, e.g. that of debian.json; default: what the sources of the base have now
  --debian-archive URL  who keeps those snapshots; default: snapshot.debian.org
  --json                one JSON document on stdout
  --help

Tags are <registry>/<name>:<version>; IMAGE_REGISTRY replaces ghcr.io/unicity-sphere.
`;

/** What the command line asks for; a reference, "stand-in", or nothing for the default. */
export interface Request {
  readonly names: readonly Name[];
  readonly base: string | undefined;
  readonly debian: string | undefined;
  readonly relayUpstream: string | undefined;
  /** A reference only. */
  readonly faucetUpstream: string | undefined;
  readonly packages: DebianPackages;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws ComposeGenError `USAGE` */
export function parseRequest(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  for (const name of positionals) {
    if (!isName(name)) throw usage(`There is no image "${name}".`, `Known: ${NAMES.join(", ")}.`);
  }
  const upstream = values["relay-upstream"];
  return {
    names: positionals.length > 0 ? NAMES.filter((name) => positionals.includes(name)) : NAMES,
    base: values.base,
    debian: values.debian ?? (values.base === STAND_IN ? STAND_IN : undefined),
    relayUpstream: upstream === "double" ? STAND_IN : upstream,
    faucetUpstream: values["faucet-upstream"],
    packages: { snapshot: values["debian-snapshot"], archive: values["debian-archive"] },
    json: values.json === true,
    help: values.help === true,
  };
}

/** In place of a reference: what the rehearsal uses. */
export const STAND_IN = "stand-in";

function isName(text: string): text is Name {
  return (NAMES as readonly string[]).includes(text);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        base: { type: "string" },
        debian: { type: "string" },
        "relay-upstream": { type: "string" },
        "faucet-upstream": { type: "string" },
        "debian-snapshot": { type: "string" },
        "debian-archive": { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usage((error as Error).message, "See `pnpm build:images --help`.");
  }
}

function usage(what: string, next: string): ComposeGenError {
  return new ComposeGenError({ code: "USAGE", what, next });
}
