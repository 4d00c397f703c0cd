import { afterEach } from "vitest";
import { type Relay, type RelayOptions, startRelay } from "../../../src/relay/relay.ts";

const running: Relay[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((relay) => relay.close()));
});

/** A relay in memory on a free port; it ends with the test. */
export async function testRelay(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await startRelay({ host: "127.0.0.1", port: 0, storage: { memory: true }, ...options });
  running.push(relay);
  return relay;
}
