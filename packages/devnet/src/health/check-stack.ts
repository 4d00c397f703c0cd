import { requestJson } from "../faucet/tokens/http-json.ts";
import type { StackServiceName } from "../stack/services.ts";
import { checkAggregator } from "./check-aggregator.ts";
import { checkRelay } from "./check-relay.ts";

/** What a check of one service saw. */
export interface ServiceHealth {
  service: StackServiceName;
  ok: boolean;
  detail: string;
}

/** Base URLs of the services: the relay's with `ws://`, the others with `http://`. */
export type StackUrls = Readonly<Record<StackServiceName, string>>;

/**
 * Checks all services at once, each by what it is there for: the relay passes an event on, the block height grows, the
 * faucet can deliver. Never rejects.
 *
 * @param timeoutMs longest wait for each
 */
export function checkStack(urls: StackUrls, timeoutMs: number): Promise<ServiceHealth[]> {
  return Promise.all([
    healthOf("relay", () => checkRelay(urls.relay, timeoutMs)),
    healthOf("aggregator", () => checkAggregator(urls.aggregator, timeoutMs)),
    healthOf("faucet", async () => {
      await requestJson(`${urls.faucet}/ready`, { method: "GET", timeoutMs });
      return "it can deliver";
    }),
  ]);
}

async function healthOf(service: StackServiceName, check: () => Promise<string>): Promise<ServiceHealth> {
  try {
    return { service, ok: true, detail: await check() };
  } catch (error) {
    return { service, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
