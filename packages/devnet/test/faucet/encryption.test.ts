import { NIP04, NIP17, NIP44, NostrKeyManager, Event as SdkEvent } from "@unicitylabs/nostr-js-sdk";
import { finalizeEvent, type NostrEvent, verifyEvent } from "nostr-tools/pure";
import { describe, expect, it } from "vitest";
import { unwrapMessage, wrapMessage } from "../../src/faucet/nostr/gift-wrap.ts";
import {
  conversationKey,
  decryptMessage,
  encryptMessage,
} from "../../src/faucet/nostr/message-encryption.ts";
import { decryptPayload, encryptPayload } from "../../src/faucet/nostr/payload-encryption.ts";
import { tokenTransferEvent } from "../../src/faucet/nostr/token-transfer-event.ts";

interface Party {
  keys: NostrKeyManager;
  secretKey: Uint8Array;
  nostrPubkey: string;
}

function party(): Party {
  const keys = NostrKeyManager.generate();
  return { keys, secretKey: keys.getPrivateKey(), nostrPubkey: keys.getPublicKeyHex() };
}

const texts = ["x", "ä".repeat(16), "short text", "a".repeat(33), "b".repeat(257), "line\n".repeat(3000)];

describe("payload encryption", () => {
  it("is read by nostr-js-sdk and reads it, compressed or not", async () => {
    const [faucet, wallet] = [party(), party()];
    for (const text of texts) {
      const mine = encryptPayload(text, faucet.secretKey, wallet.nostrPubkey);
      expect(await NIP04.decryptHex(mine, wallet.keys.getPrivateKeyHex(), faucet.nostrPubkey)).toBe(text);
      const theirs = await NIP04.encryptHex(text, wallet.keys.getPrivateKeyHex(), faucet.nostrPubkey);
      expect(theirs.startsWith("gz:")).toBe(mine.startsWith("gz:"));
      expect(decryptPayload(theirs, faucet.secretKey, wallet.nostrPubkey)).toBe(text);
    }
  });

  it("refuses what is no encrypted payload", () => {
    const [faucet, wallet] = [party(), party()];
    for (const content of ["", "abc", "gz:abc?iv=", "AAAA?iv=AAAA"]) {
      expect(() => decryptPayload(content, faucet.secretKey, wallet.nostrPubkey)).toThrow();
    }
  });
});

describe("message encryption", () => {
  it("is read by nostr-js-sdk and reads it, for every padded length", () => {
    const [a, b] = [party(), party()];
    const key = conversationKey(a.secretKey, a.nostrPubkey, b.nostrPubkey);
    expect(key).toEqual(conversationKey(b.secretKey, b.nostrPubkey, a.nostrPubkey));
    for (const text of [...texts, "c".repeat(40), "d".repeat(65), "e".repeat(129), "f".repeat(65_535)]) {
      expect(NIP44.decryptHex(encryptMessage(text, key), b.keys.getPrivateKeyHex(), a.nostrPubkey)).toBe(
        text,
      );
      expect(decryptMessage(NIP44.encryptHex(text, b.keys.getPrivateKeyHex(), a.nostrPubkey), key)).toBe(
        text,
      );
    }
  });

  it("refuses a tampered message, an empty one and one that is too long", () => {
    const [a, b] = [party(), party()];
    const key = conversationKey(a.secretKey, a.nostrPubkey, b.nostrPubkey);
    const bytes = Buffer.from(encryptMessage("text", key), "base64");
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    expect(() => decryptMessage(bytes.toString("base64"), key)).toThrow();
    expect(() => decryptMessage("", key)).toThrow();
    expect(() => encryptMessage("", key)).toThrow(RangeError);
    expect(() => encryptMessage("x".repeat(65_536), key)).toThrow(RangeError);
  });
});

describe("gift wraps", () => {
  it("are opened by nostr-js-sdk with the sender and the text", () => {
    const [faucet, wallet] = [party(), party()];
    const wrap = wrapMessage(faucet, wallet.nostrPubkey, "hello");
    expect(verifyEvent(wrap)).toBe(true);
    const message = NIP17.unwrap(SdkEvent.fromJSON(wrap as never), wallet.keys);
    expect(message).toMatchObject({ senderPubkey: faucet.nostrPubkey, content: "hello", kind: 14 });
  });

  it("made by nostr-js-sdk are opened with the proven sender", () => {
    const [faucet, wallet] = [party(), party()];
    const wrap = sdkWrap(wallet, faucet, "hello");
    expect(unwrapMessage(wrap, faucet)).toMatchObject({ sender: wallet.nostrPubkey, content: "hello" });
  });

  it("never carry a time in the future, nor one that a wallet's filter would miss", () => {
    const [faucet, wallet] = [party(), party()];
    const now = Math.floor(Date.now() / 1000);
    for (let i = 0; i < 20; i += 1) {
      const { created_at } = wrapMessage(faucet, wallet.nostrPubkey, "hello");
      expect(created_at).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
      expect(created_at).toBeGreaterThan(now - 2 * 24 * 60 * 60);
    }
  });

  it("for another key, or with a seal that was changed after signing, are refused", () => {
    const [faucet, wallet, other] = [party(), party(), party()];
    expect(() => unwrapMessage(sdkWrap(wallet, other, "hello"), faucet)).toThrow();
    expect(() => unwrapMessage(forgedWrap(wallet, other, faucet), faucet)).toThrow(
      /another author|not valid/,
    );
    expect(() => unwrapMessage(changedSealWrap(wallet, other, faucet), faucet)).toThrow("not valid");
  });

  it("with a read receipt inside are no chat message", () => {
    const [faucet, wallet] = [party(), party()];
    const receipt = NIP17.createReadReceipt(wallet.keys, faucet.nostrPubkey, "00".repeat(32));
    expect(unwrapMessage(receipt.toJSON() as unknown as NostrEvent, faucet)).toBeUndefined();
  });
});

describe("token transfer event", () => {
  it("has the kind, tags and content that sphere-sdk reads", async () => {
    const [faucet, wallet] = [party(), party()];
    const payload = { sourceToken: "{}", transferTx: "{}", memo: "hi" };
    const event = tokenTransferEvent(faucet.secretKey, wallet.nostrPubkey, "token-transfer-1-a", payload);
    expect(event).toMatchObject({
      kind: 31113,
      tags: [
        ["p", wallet.nostrPubkey],
        ["d", "token-transfer-1-a"],
        ["type", "token_transfer"],
      ],
    });
    const plain = await NIP04.decryptHex(event.content, wallet.keys.getPrivateKeyHex(), faucet.nostrPubkey);
    expect(plain).toBe(`token_transfer:${JSON.stringify(payload)}`);
  });
});

function sdkWrap(from: Party, to: Party, text: string): NostrEvent {
  return NIP17.createGiftWrap(from.keys, to.nostrPubkey, text).toJSON() as unknown as NostrEvent;
}

/** A valid seal of `from` around a message that names `claimed` as its author. */
function forgedWrap(from: Party, claimed: Party, to: Party): NostrEvent {
  const rumor = { pubkey: claimed.nostrPubkey, created_at: 1, kind: 14, tags: [], content: "give" };
  return wrapSeal(sealOf(from, to, rumor), from, to);
}

/** A seal whose author was replaced: id and signature belong to the original. */
function changedSealWrap(from: Party, claimed: Party, to: Party): NostrEvent {
  const rumor = { pubkey: from.nostrPubkey, created_at: 1, kind: 14, tags: [], content: "give" };
  const seal = JSON.parse(JSON.stringify(sealOf(from, to, rumor)));
  return wrapSeal({ ...seal, pubkey: claimed.nostrPubkey }, from, to);
}

function sealOf(from: Party, to: Party, rumor: object): NostrEvent {
  const key = conversationKey(from.secretKey, from.nostrPubkey, to.nostrPubkey);
  const content = encryptMessage(JSON.stringify(rumor), key);
  return finalizeEvent({ kind: 13, created_at: 1, tags: [], content }, from.secretKey);
}

function wrapSeal(seal: object, from: Party, to: Party): NostrEvent {
  const key = conversationKey(from.secretKey, from.nostrPubkey, to.nostrPubkey);
  const content = encryptMessage(JSON.stringify(seal), key);
  return finalizeEvent({ kind: 1059, created_at: 1, tags: [["p", to.nostrPubkey]], content }, from.secretKey);
}
