import type { Outcome } from "../../../src/faucet/agents/agent.ts";
import { DeliveryFailed } from "../../../src/faucet/deliveries/deliver.ts";
import type { Delivery } from "../../../src/faucet/deliveries/delivery.ts";

/** Carries batches out by a function for one delivery; its `DeliveryFailed` is a final outcome. */
export function oneByOne(deliver: (delivery: Delivery) => Promise<string>) {
  return (batch: readonly Delivery[]): Promise<Outcome[]> =>
    Promise.all(
      batch.map(async (delivery) => {
        try {
          return { eventId: await deliver(delivery) };
        } catch (error) {
          if (!(error instanceof DeliveryFailed)) throw error;
          return { failure: { code: error.code, message: error.message } };
        }
      }),
    );
}
