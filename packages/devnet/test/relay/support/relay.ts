import { onTestFinished } from "vitest";
import { type Relay, type RelayOptions, startRelay } from "../../../src/relay/relay.ts";

/** A relay in memory on a free port; it ends with the test. */
export async function testRelay(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await startRelay({ host: "127.0.0.1", port: 0, storage: { memory: true }, ...options });
  onTestFinished(() => relay.close());
  return relay;
}
