import type { Filter } from "nostr-tools/filter";
import { Relay as NostrRelay } from "nostr-tools/relay";
import { afterEach, describe, expect, it } from "vitest";
import { author, nowSeconds } from "./support/events.ts";
import { testRelay } from "./support/relay.ts";

const clients: NostrRelay[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function connect(url: string): Promise<NostrRelay> {
  const client = await NostrRelay.connect(url);
  clients.push(client);
  return client;
}

/** What the relay has stored for a filter, as nostr-tools sees it; the client checks id and signature itself. */
function stored(client: NostrRelay, filter: Filter): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const ids: string[] = [];
    const subscription = client.subscribe([filter], {
      onevent: (event) => ids.push(event.id),
      oneose: () => {
        resolve(ids);
        subscription.close();
      },
      onclose: (reason) => reject(new Error(reason)),
    });
  });
}

describe("nostr-tools, unmodified", () => {
  it.each([1, 4, 1059, 30_078, 31_113, 31_115, 31_116])(
    "publishes kind %i on one connection and reads it back on another",
    async (kind) => {
      const { url } = await testRelay();
      const { sign, pubkey } = author();
      const event = sign({
        kind,
        tags: [
          ["d", `probe-${kind}`],
          ["p", pubkey],
        ],
        content: "probe",
      });
      await (await connect(url)).publish(event);
      expect(await stored(await connect(url), { ids: [event.id], kinds: [kind] })).toEqual([event.id]);
    },
  );

  it("publishes kind 25050, which is acknowledged only", async () => {
    const { url } = await testRelay();
    const event = author().sign({ kind: 25_050 });
    const client = await connect(url);
    expect(await client.publish(event)).toBe("");
    expect(await stored(client, { ids: [event.id] })).toEqual([]);
  });

  it("sees the reason of a refusal", async () => {
    const client = await connect((await testRelay()).url);
    await expect(client.publish({ ...author().sign(), content: "changed" })).rejects.toThrow(
      "invalid: Event invalid id",
    );
  });

  it("finds bindings, transfers and gift wraps with the query shapes of the wallet", async () => {
    const client = await connect((await testRelay()).url);
    const [alice, bob] = [author(), author()];
    const since = nowSeconds() - 2 * 86_400;
    const binding = alice.sign({
      kind: 30_078,
      tags: [
        ["d", "tag"],
        ["t", "hash"],
        ["t", "hash2"],
      ],
    });
    const transfer = alice.sign({
      kind: 31_113,
      tags: [
        ["p", bob.pubkey],
        ["d", "1"],
        ["type", "token"],
      ],
    });
    const wrap = author().sign({ kind: 1059, created_at: since + 60, tags: [["p", bob.pubkey]] });
    const foreign = author().sign({ kind: 1059, tags: [["p", alice.pubkey]] });
    for (const event of [binding, transfer, wrap, foreign]) await client.publish(event);
    expect(await stored(client, { kinds: [30_078], "#t": ["hash2"] })).toEqual([binding.id]);
    expect(await stored(client, { kinds: [30_078], authors: [alice.pubkey], limit: 5 })).toEqual([
      binding.id,
    ]);
    const mine = { "#p": [bob.pubkey], since };
    expect(await stored(client, { kinds: [4, 31_113, 31_115, 31_116], ...mine })).toEqual([transfer.id]);
    expect(await stored(client, { kinds: [1059], ...mine })).toEqual([wrap.id]);
  });
});
