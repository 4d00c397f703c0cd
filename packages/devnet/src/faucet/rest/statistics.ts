import { findCoin } from "../../coins/coins.ts";
import type { DeliveryState } from "../deliveries/delivery.ts";
import type { DeliveryStore } from "../deliveries/delivery-store.ts";
import type { RestAnswer } from "./answer.ts";

/** Path of the statistics. */
export const STATISTICS_PATH = "/api/v1/faucet/admin/stats";

/** Answers `GET /api/v1/faucet/admin/stats`: how many deliveries of each coin are in which state. */
export function statistics(store: DeliveryStore): RestAnswer {
  const none: Record<DeliveryState, number> = { delivered: 0, pending: 0, failed: 0 };
  const total = { ...none };
  const coins = new Map<string, typeof none>();
  for (const { coinId, state, count } of store.counts()) {
    const coin = coins.get(coinId) ?? { ...none };
    coin[state] += count;
    total[state] += count;
    coins.set(coinId, coin);
  }
  const list = [...coins].map(([coinId, counts]) => ({
    coinId,
    coin: findCoin(coinId)?.name ?? null,
    symbol: findCoin(coinId)?.symbol ?? null,
    ...counts,
  }));
  return { status: 200, body: { success: true, data: { deliveries: total, coins: list } } };
}
