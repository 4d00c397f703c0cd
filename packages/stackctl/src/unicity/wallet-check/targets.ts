import { UsageError } from "../../errors.ts";
import type { InstanceView } from "../../stack/definition.ts";
import { FILES } from "../files.ts";
import { IPFS_GATEWAY, MARKET_API } from "./pills/external.ts";

/** What a wallet is pointed at. */
export const ROLES = ["relay", "aggregator", "trust-base", "faucet", "ipfs", "market"] as const;
export type Role = (typeof ROLES)[number];

/** Path of the request door of every faucet with one. */
export const FAUCET_PATH = "/api/v1/faucet/request";
/** Where the aggregators of this project serve their trust base. */
const TRUST_BASE_PATH = "/.well-known/trust-base.json";

/** URLs to ask. null: part of the instance, and not running; missing: not asked. */
export interface Targets {
  relay?: string | null;
  aggregator?: string | null;
  "trust-base"?: string | null;
  /** With its path. */
  faucet?: string | null;
  ipfs: string;
  market: string;
  /** The trust base that wallets of this host are given. */
  trustBaseFile?: string;
}

/** The URLs of a running instance; `named` ones take the place of its own. */
export function targetsOf(instance: InstanceView, named: NamedUrls = {}): Targets {
  const own = (service: string, path = ""): string | null | undefined => {
    if (!instance.provides.includes(service)) return undefined;
    const url = instance.endpoints[service];
    return url === undefined ? null : `${bare(url)}${path}`;
  };
  return complete(
    {
      ...given("relay", own("relay")),
      ...given("aggregator", own("aggregator")),
      ...given("faucet", own("faucet", FAUCET_PATH)),
    },
    named,
    instance.provides.includes("aggregator") ? { trustBaseFile: instance.file(FILES.trustBase) } : {},
  );
}

/** URLs alone, of a deployment anywhere. */
export function targetsAt(named: NamedUrls): Targets {
  return complete(named, named, {});
}

export type NamedUrls = Readonly<Partial<Record<Role, string>>>;

function complete(
  { relay, aggregator, faucet }: { [R in Role]?: string | null },
  named: NamedUrls,
  rest: { trustBaseFile?: string },
): Targets {
  const beside = aggregator ? `${aggregator}${TRUST_BASE_PATH}` : aggregator;
  return {
    ...given("relay", relay),
    ...given("aggregator", aggregator),
    ...given("trust-base", named["trust-base"] ?? beside),
    ...given("faucet", faucet),
    ipfs: named.ipfs ?? IPFS_GATEWAY,
    market: named.market ?? MARKET_API,
    ...rest,
  };
}

function given<R extends Role>(role: R, url: string | null | undefined): { [K in R]?: string | null } {
  return (url === undefined ? {} : { [role]: url }) as { [K in R]?: string | null };
}

/** Without slashes at its end. */
function bare(url: string): string {
  return url.replace(/\/+$/, "");
}

/**
 * URLs by what they are: `relay=wss://…`, or alone where they tell it themselves: `ws` and `wss` are a relay, a path
 * of a faucet's request door is a faucet, any other `http` and `https` is an aggregator.
 *
 * @throws UsageError
 */
export function parseUrls(words: readonly string[]): NamedUrls {
  const found: Partial<Record<Role, string>> = {};
  for (const word of words) {
    const [, name, text = word] = /^([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && !isRole(name))
      throw new UsageError(`There is nothing called "${name}" to check.`, `Known: ${ROLES.join(", ")}.`);
    const url = parseUrl(text);
    const role = name ?? roleOf(url);
    if (found[role] !== undefined)
      throw new UsageError(
        `Two URLs for the ${role}: ${found[role]} and ${text}.`,
        `Say what they are: ${ROLES.map((one) => `${one}=URL`).join(", ")}.`,
      );
    found[role] = addressOf(role, url);
  }
  return found;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^(https?|wss?):$/.test(url.protocol))
    throw new UsageError(
      `"${text}" is no URL of a service.`,
      "It begins with https://, wss://, http:// or ws://.",
    );
  if (url.username || url.password)
    throw new UsageError(`${url.host}: leave name and password out of the URL.`);
  return url;
}

function roleOf({ protocol, pathname }: URL): Role {
  if (protocol.startsWith("ws")) return "relay";
  return bare(pathname).endsWith(FAUCET_PATH) ? "faucet" : "aggregator";
}

function addressOf(role: Role, url: URL): string {
  const isSocket = url.protocol.startsWith("ws");
  if (isSocket !== (role === "relay"))
    throw new UsageError(
      `${url.href} is no URL of the ${role}.`,
      `It begins with ${isSocket ? "http" : "ws"}.`,
    );
  url.hash = "";
  if (role === "faucet" && url.pathname === "/") url.pathname = FAUCET_PATH;
  return bare(url.href);
}

function isRole(name: string): name is Role {
  return (ROLES as readonly string[]).includes(name);
}
