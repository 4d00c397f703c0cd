import {
  createBindingEvent,
  createIdentityBindingEvent,
  decryptNametag,
  hashAddressForTag,
  isValidBindingEvent,
  NostrKeyManager,
  Event as SdkEvent,
  hashNametag as sdkHashNametag,
} from "@unicitylabs/nostr-js-sdk";
import { verifyEvent } from "nostr-tools/pure";
import { describe, expect, it } from "vitest";
import { deriveIdentity } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { hashAddress, hashNametag } from "../../src/faucet/nostr/bindings.ts";
import { identityBinding, nametagBinding } from "../../src/faucet/nostr/own-binding.ts";

async function identity() {
  const [account] = await devAccounts(1);
  if (!account) throw new Error("no account");
  return deriveIdentity(account.mnemonic);
}

describe("binding hashes", () => {
  it("equal those of nostr-js-sdk", () => {
    for (const name of ["alice", "ALICE", "alice@unicity", " bob_1 "]) {
      expect(hashNametag(name)).toBe(sdkHashNametag(name));
    }
    expect(hashAddress("DIRECT://00")).toBe(hashAddressForTag("DIRECT://00"));
  });
});

describe("own bindings", () => {
  it("have the tags and content of a sphere-sdk wallet without a name", async () => {
    const own = await identity();
    const keys = NostrKeyManager.fromPrivateKey(own.secretKey);
    const theirs = createIdentityBindingEvent(keys, {
      publicKey: own.chainPubkey,
      l1Address: own.l1Address,
      directAddress: own.directAddress,
    });
    const event = identityBinding(own);
    expect(verifyEvent(event)).toBe(true);
    expect({ tags: event.tags, content: JSON.parse(event.content) }).toEqual({
      tags: theirs.tags,
      content: JSON.parse(theirs.content),
    });
  });

  it("have the tags and content of a sphere-sdk wallet with a name, which the same mnemonic recovers", async () => {
    const own = await identity();
    const keys = NostrKeyManager.fromPrivateKey(own.secretKey);
    const extended = {
      publicKey: own.chainPubkey,
      l1Address: own.l1Address,
      directAddress: own.directAddress,
      proxyAddress: "PROXY://00",
    };
    const theirs = await createBindingEvent(keys, "faucet", own.nostrPubkey, undefined, extended);
    const event = nametagBinding(own, "faucet", "PROXY://00");
    expect(event.tags).toEqual(theirs.tags);
    const content = JSON.parse(event.content);
    const expected = JSON.parse(theirs.content);
    expect({ ...content, encrypted_nametag: "", verified: 0 }).toEqual({
      ...expected,
      encrypted_nametag: "",
      verified: 0,
    });
    const secretKey = Buffer.from(own.secretKey).toString("hex");
    expect(await decryptNametag(content.encrypted_nametag, secretKey)).toBe("faucet");
    expect(isValidBindingEvent(SdkEvent.fromJSON(event as never))).toBe(true);
  });
});
