import { finalizeEvent } from "nostr-tools/pure";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashNametag } from "../../src/faucet/nostr/bindings.ts";
import { RelayUnavailable } from "../../src/faucet/nostr/relay-access.ts";
import { RecipientNotFound } from "../../src/faucet/recipients/recipient.ts";
import { eventually } from "./support/eventually.ts";
import { startTestFaucet, type TestFaucet } from "./support/test-faucet.ts";

let faucet: TestFaucet;
beforeEach(async () => {
  faucet = await startTestFaucet({ resolutionTimeoutMs: 5_000 });
});
afterEach(() => faucet.close());

describe("RecipientResolver", () => {
  it("asks the relay once for equal questions at the same time", async () => {
    const before = faucet.relay.requests.length;
    const found = await Promise.all(
      Array.from({ length: 7 }, () => faucet.context.resolver.resolve("@alice")),
    );
    expect(new Set(found.map(({ address }) => address))).toEqual(new Set([faucet.alice.directAddress]));
    expect(faucet.relay.requests.slice(before)).toEqual([[{ kinds: [30078], "#t": [hashNametag("alice")] }]]);
  });

  it("asks for a chain pubkey by its author, so that nobody else can claim it by a tag", async () => {
    const before = faucet.relay.requests.length;
    await faucet.context.resolver.resolve(faucet.alice.chainPubkey);
    expect(faucet.relay.requests[before]?.[0]).toMatchObject({ authors: [faucet.alice.nostrPubkey] });
  });

  it("finds nobody behind a binding without a DIRECT address", async () => {
    const { secretKey } = faucet.identity;
    const tags = [
      ["d", "x"],
      ["t", hashNametag("legacy")],
    ];
    faucet.relay.inject(finalizeEvent({ kind: 30078, created_at: 1, tags, content: "not json" }, secretKey));
    await expect(faucet.context.resolver.resolve("legacy")).rejects.toThrow(RecipientNotFound);
  });

  it("waits for a relay that is restarting", async () => {
    faucet.relay.goDown();
    await eventually("the faucet noticed", () => !faucet.context.relay.connected);
    const resolving = faucet.context.resolver.resolve("alice");
    faucet.relay.comeBack();
    expect(await resolving).toMatchObject({ nostrPubkey: faucet.alice.nostrPubkey });
  });

  it("gives up after its time-out", async () => {
    await faucet.close();
    faucet = await startTestFaucet({ resolutionTimeoutMs: 200 });
    faucet.relay.goDown();
    await expect(faucet.context.resolver.resolve("alice")).rejects.toThrow(RelayUnavailable);
  });
});
