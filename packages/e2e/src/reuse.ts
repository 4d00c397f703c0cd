import { endpointsOf } from "./endpoints.ts";
import { type Variables, variablesOf } from "./environment.ts";
import { E2eError, messageOf } from "./errors.ts";
import { ask, post } from "./http.ts";
import type { ServiceName } from "./services.ts";
import { readTrustBase } from "./trust-base.ts";

/**
 * The stack of a parent that has already started one: all its variables are set, and its endpoints answer with the same
 * trust base. It is then neither started again nor ended.
 *
 * @param services those that this run needs
 * @returns its variables; undefined when none of them is set
 * @throws E2eError `PARENT_HALF_SET`, `PARENT_GONE`
 */
export async function findParent(
  services: readonly ServiceName[],
  env: NodeJS.ProcessEnv,
): Promise<Variables | undefined> {
  const names = variablesOf(services);
  const given = names.filter((name) => env[name]);
  if (given.length === 0) return undefined;
  if (given.length < names.length) throw halfSet(names, given);
  const variables = Object.fromEntries(names.map((name) => [name, env[name] ?? ""]));
  const doubts = await Promise.all(services.map((service) => doubtAbout(service, variables)));
  const evidence = doubts.filter((doubt) => doubt !== undefined);
  if (evidence.length > 0) throw parentGone(evidence);
  return variables;
}

/** Why a service is not the one that the variables speak of; undefined when it is. */
async function doubtAbout(service: ServiceName, variables: Variables): Promise<string | undefined> {
  try {
    await PROBES[service](variables);
    return undefined;
  } catch (error) {
    return `${service}: ${messageOf(error)}`;
  }
}

const PROBES: Record<ServiceName, (variables: Variables) => Promise<void>> = {
  async relay(variables) {
    // A list is what SDKs take; the first one is that of the stack.
    const [url = ""] = endpointsOf(variables).relay.url.split(",");
    const http = url.trim().replace(/^ws/, "http");
    const { status, json } = await ask(http, { headers: { accept: "application/nostr+json" } });
    const { supported_nips: nips } = (json ?? {}) as { supported_nips?: unknown };
    if (status !== 200 || !Array.isArray(nips)) throw new Error(`${http}: no NIP-11 document (${status})`);
  },
  async aggregator(variables) {
    const { url, trustBasePath, trustBaseUrl = "" } = endpointsOf(variables).aggregator;
    const { json } = readTrustBase(trustBasePath);
    const served = await ask(trustBaseUrl);
    if (JSON.stringify(served.json) !== JSON.stringify(json))
      throw new Error(`${trustBaseUrl} is not the trust base in ${trustBasePath}`);
    const height = await post(url, { jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
    if ((height.json as { result?: unknown } | undefined)?.result === undefined)
      throw new Error(`${url}: no block height (${height.status})`);
  },
  async faucet(variables) {
    const { url, chainPubkey } = endpointsOf(variables).faucet;
    const { json } = await ask(`${url}/.well-known/faucet.json`);
    const served = (json as { chain_pubkey?: unknown } | undefined)?.chain_pubkey;
    if (served !== chainPubkey) throw new Error(`${url} is the faucet ${served}, not ${chainPubkey}`);
  },
};

function halfSet(names: string[], given: string[]): E2eError {
  const missing = names.filter((name) => !given.includes(name));
  return new E2eError({
    code: "PARENT_HALF_SET",
    what: "The environment names a part of a stack: neither is it whole, nor is it none. Nothing was started.",
    where: "environment",
    evidence: `set: ${given.join(", ")}\nnot set: ${missing.join(", ")}`,
    cause: "They were set by hand for other services, or exported in part.",
    next: `Unset the first ones, or set all of them: \`eval "$(npx @unicity-sphere/stackctl env)"\`.`,
  });
}

function parentGone(evidence: string[]): E2eError {
  return new E2eError({
    code: "PARENT_GONE",
    what: "The environment names a stack that does not answer as the one that it was. Nothing was started.",
    where: "environment",
    evidence: evidence.join("\n"),
    cause: "It was taken down or wiped since the variables were set, or another one took its ports.",
    next: "Unset the variables for a stack of this run's own, or start it again and export anew.",
  });
}
