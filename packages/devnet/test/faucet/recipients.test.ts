import { describe, expect, it } from "vitest";
import { parseRecipient, RecipientInvalid } from "../../src/faucet/recipients/recipient.ts";

const direct = "DIRECT://0000e0404a5a0994b026a9c2b6a8942db7d5fad9f02f6a71b16b1ba0413d322acc3226caf4e1";
const chain = "02720cdf36f712fd48306ee9a39703abf652f20bfb67c646f8d8605f04e67922e7";

describe("parseRecipient", () => {
  it.each([
    ["@Alice", { form: "nametag", nametag: "alice" }],
    ["alice", { form: "nametag", nametag: "alice" }],
    ["alice@unicity", { form: "nametag", nametag: "alice" }],
    ["bob_2-x", { form: "nametag", nametag: "bob_2-x" }],
    ["2026", { form: "nametag", nametag: "2026" }],
    [direct, { form: "address", address: direct }],
    [direct.toUpperCase(), { form: "address", address: direct }],
    [`PROXY://${"ab".repeat(36)}`, { form: "address", address: `PROXY://${"ab".repeat(36)}` }],
    [chain.toUpperCase(), { form: "chainPubkey", chainPubkey: chain }],
    [chain.slice(2), { form: "nostrPubkey", nostrPubkey: chain.slice(2) }],
  ])("reads %s", (text, expected) => {
    expect(parseRecipient(text)).toEqual(expected);
  });

  it("refuses phone numbers with the reason", () => {
    for (const phone of ["+14155552671", "+372 5555 5555", "4155552671", "(415) 555-2671"]) {
      expect(() => parseRecipient(phone), phone).toThrow("Phone numbers are not supported");
    }
  });

  it("refuses what is no recipient", () => {
    for (const text of ["", "@", "ab", "a".repeat(21), "DIRECT://00", "alpha1xyz!", "a b c", "ünïcode"]) {
      expect(() => parseRecipient(text), text).toThrow(RecipientInvalid);
    }
  });
});
