import type { Page } from "./browser/page.ts";
import type { Line } from "./line.ts";
import { faucetAnswers } from "./needs/faucet.ts";
import { submitPreflight } from "./needs/submit.ts";
import { trustBaseServed } from "./needs/trust-base.ts";
import { aggregatorPill } from "./pills/aggregator.ts";
import { ipfsPill, marketPill } from "./pills/external.ts";
import { nostrPill } from "./pills/nostr.ts";
import { probeAggregator } from "./probe/aggregator.ts";
import { probeNostr } from "./probe/nostr.ts";
import type { Targets } from "./targets.ts";

export interface LineOptions {
  page: Page;
  /** Sent by infra-probe as `X-API-Key`. */
  apiKey?: string;
  /** Without the probe and the commitment of the trust base's line: they write. */
  readOnly?: boolean;
}

/** All that is asked about the targets, in the order of the output; the pills in the order of the app. */
export function linesFor(targets: Targets, { page, apiKey, readOnly = false }: LineOptions): Line[] {
  const trust = {
    ...(typeof targets.aggregator === "string" && { aggregator: targets.aggregator }),
    ...(targets.trustBaseFile !== undefined && { file: targets.trustBaseFile }),
    certification: { readOnly, ...(apiKey !== undefined && { apiKey }) },
  };
  const limits = { timeoutMs: page.timeoutMs, signal: page.signal, ...(apiKey !== undefined && { apiKey }) };
  const pills: Planned[] = [
    ["aggregator", "Aggregator", targets.aggregator, (url) => aggregatorPill(url, page)],
    ["ipfs", "IPFS", targets.ipfs, (url) => ipfsPill(url, page)],
    ["nostr", "Nostr", targets.relay, (url) => nostrPill(url, page)],
    ["market", "Market", targets.market, (url) => marketPill(url, page)],
  ];
  const needs: Planned[] = [
    ["trust-base", "Trust base", targets["trust-base"], (url) => trustBaseServed(url, page, trust)],
    ["submit", "Submitting", targets.aggregator, (url) => submitPreflight(url, page)],
    ["faucet", "Faucet", targets.faucet, (url) => faucetAnswers(url, page)],
  ];
  const probes: Planned[] = [
    ["nostr", "nostr", targets.relay, (url) => probeNostr(url, limits)],
    ["aggregator", "aggregator", targets.aggregator, (url) => probeAggregator(url, limits)],
  ];
  return [
    ...pills.flatMap((planned) => lineOf("pill", planned)),
    ...needs.flatMap((planned) => lineOf("wallet", planned)),
    ...(readOnly ? [] : probes.flatMap((planned) => lineOf("probe", planned))),
  ];
}

/** Name, label, URL if there is one, and the question. */
type Planned = [name: string, label: string, url: string | null | undefined, ask: Line["ask"]];

function lineOf(group: Line["group"], [name, label, url, ask]: Planned): Line[] {
  if (url === undefined) return [];
  return [{ group, name, label, url, ask, ...(EXTERNAL.includes(name) && { external: true }) }];
}

/** Outside of every stack of this project. */
const EXTERNAL: readonly string[] = ["ipfs", "market"];
