import { randomBytes } from "node:crypto";
import { REHEARSED, type RehearsedName, type RehearsedService } from "./rehearsal.ts";

/** Label of everything that belongs to a rehearsal; its value is the id. */
export const LABEL = "unicity.rehearsal";
/** Label of its first network: the process that runs it, see `owner.ts`. */
export const OWNER_LABEL = "unicity.rehearsal.owner";
/** Label of its first network: the folder with its files. */
export const FOLDER_LABEL = "unicity.rehearsal.folder";
/** Label that run scripts and Compose files give their containers; its value is the project. */
export const PROJECT_LABEL = "compose-gen.project";

const PREFIX = "unicity-rehearsal-";
const ID = /^[0-9a-f]{8}$/;

/** A new id, 8 hex digits. */
export function newRehearsalId(): string {
  return randomBytes(4).toString("hex");
}

export function isRehearsalId(text: string): boolean {
  return ID.test(text);
}

/** What all names of a rehearsal begin with. */
export function projectOf(id: string): string {
  return `${PREFIX}${id}`;
}

/** The id in a name or in the value of {@link PROJECT_LABEL}; undefined for everything that is not of a rehearsal. */
export function idOf(name: string): string | undefined {
  const id = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split(/[-_]/, 1)[0] : undefined;
  return id !== undefined && isRehearsalId(id) ? id : undefined;
}

/** Names of networks and containers of a project. */
export function namesOf(project: string) {
  return {
    network: `${project}-edge`,
    stackNetwork: `${project}-stack`,
    haproxy: `${project}-haproxy`,
    pebble: `${project}-pebble`,
    aggregator: `${project}-aggregator-double`,
    genesisVolume: `${project}-genesis`,
    publicVolume: `${project}-public`,
  } as const;
}

/** The domains of a rehearsal, with those that were asked for. */
export function domainsOf(
  wanted: Readonly<Partial<Record<RehearsedName, string>>> = {},
): Record<RehearsedName, string> {
  const entries = REHEARSED.map((name) => [name, wanted[name] ?? `${name}.rehearsal.example.org`]);
  return Object.fromEntries(entries);
}

/** Domain, container and certificate volume of each service. */
export function servicesOf(
  project: string,
  domains: Record<RehearsedName, string> = domainsOf(),
): Record<RehearsedName, RehearsedService> {
  const service = (name: RehearsedName, container: string): RehearsedService => {
    return { domain: domains[name], container, letsencryptVolume: `${container}-letsencrypt` };
  };
  return {
    relay: service("relay", `${project}-relay`),
    aggregator: service("aggregator", `${project}-aggregator-proxy`),
    faucet: service("faucet", `${project}-faucet`),
  };
}
