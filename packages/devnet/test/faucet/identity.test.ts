import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DevnetError } from "../../src/errors.ts";
import { deriveIdentity, publicPart } from "../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../src/faucet/identity/dev-accounts.ts";
import { readMnemonicFile } from "../../src/faucet/identity/mnemonic-file.ts";
import { bindDataFolder, IDENTITY_FILE } from "../../src/faucet/identity/stored-identity.ts";
import { walletIdentity } from "./support/sphere-oracle.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "faucet-identity-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("deriveIdentity", () => {
  it("gives the keys and addresses of a sphere-sdk wallet with the same mnemonic", async () => {
    for (const { mnemonic } of await devAccounts(3)) {
      const { chainPubkey, nostrPubkey, directAddress, l1Address } = await deriveIdentity(mnemonic);
      expect({ chainPubkey, nostrPubkey, directAddress, l1Address }).toEqual(await walletIdentity(mnemonic));
    }
  });

  it("refuses a phrase with a wrong checksum", async () => {
    const words = Array(12).fill("abandon").join(" ");
    await expect(deriveIdentity(words)).rejects.toMatchObject({ code: "MNEMONIC_INVALID" });
  });
});

describe("devAccounts", () => {
  it("gives the same wallets everywhere", async () => {
    const [first] = await devAccounts(1);
    expect(first).toEqual({
      index: 0,
      mnemonic: "civil rely helmet fly remove gun faint dad rapid provide skill prosper",
      chainPubkey: "02720cdf36f712fd48306ee9a39703abf652f20bfb67c646f8d8605f04e67922e7",
      nostrPubkey: "720cdf36f712fd48306ee9a39703abf652f20bfb67c646f8d8605f04e67922e7",
      directAddress: "DIRECT://0000e0404a5a0994b026a9c2b6a8942db7d5fad9f02f6a71b16b1ba0413d322acc3226caf4e1",
      l1Address: "alpha1qf965z3xm5qnndqwgxf5g55q7y8epyw69zvmywe",
    });
  });

  it("gives each wallet the keys and addresses of its mnemonic", async () => {
    const all = await devAccounts(100);
    const derived = await Promise.all(all.map(({ mnemonic }) => deriveIdentity(mnemonic)));
    expect(all).toEqual(derived.map((identity, index) => ({ ...all[index], ...publicPart(identity) })));
  });

  it("keeps the accounts when more are asked for", async () => {
    const ten = await devAccounts(10);
    expect(ten.slice(0, 4)).toEqual(await devAccounts(4));
    expect(new Set(ten.map((account) => account.chainPubkey)).size).toBe(10);
  });

  it("refuses a count that is no whole number up to 100", async () => {
    for (const count of [-1, 1.5, 101, Number.NaN]) {
      await expect(devAccounts(count)).rejects.toThrow(RangeError);
    }
  });
});

describe("readMnemonicFile", () => {
  it("creates a 0600 file only when told so", () => {
    const file = join(folder, "mnemonic");
    expect(() => readMnemonicFile(file, false)).toThrow(
      expect.objectContaining({ code: "MNEMONIC_MISSING" }),
    );
    const created = readMnemonicFile(file, true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(created).toMatchObject({ created: true, exposed: false });
    expect(readMnemonicFile(file, true)).toEqual({ ...created, created: false });
  });

  it("accepts other white space and says when others can read the file", () => {
    const file = join(folder, "mnemonic");
    const words = Array(11).fill("abandon");
    writeFileSync(file, `  Abandon\n${words.slice(1).join("\t")} about \n`, { mode: 0o644 });
    expect(readMnemonicFile(file, false)).toEqual({
      mnemonic: [...words, "about"].join(" "),
      created: false,
      exposed: true,
    });
  });

  it.each([
    [
      Array(12).fill("abandon").join(" "),
      "all 12 words are in the English list, but the checksum does not fit",
    ],
    [`${Array(11).fill("abandon").join(" ")} hunter2`, "word 12 of 12 is not in the English list"],
    ["abandon abandon about", "it has 3 words"],
    ["", "it has 0 words"],
  ])("refuses a phrase that is none and says why without showing it", (text, evidence) => {
    const file = join(folder, "mnemonic");
    writeFileSync(file, text, { mode: 0o600 });
    try {
      readMnemonicFile(file, true);
      expect.unreachable();
    } catch (error) {
      const { parts } = error as DevnetError;
      expect(parts).toMatchObject({ code: "MNEMONIC_INVALID", where: file, evidence });
      expect(parts.cause && parts.next).toBeTruthy();
      expect(JSON.stringify(parts)).not.toMatch(/abandon|hunter2/);
    }
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("does not take a folder for a missing file", () => {
    expect(() => readMnemonicFile(folder, true)).toThrow(
      expect.objectContaining({ code: "MNEMONIC_UNREADABLE" }),
    );
  });
});

describe("bindDataFolder", () => {
  it("refuses another mnemonic and leaves the folder as it is", async () => {
    const [one, two] = await devAccounts(2);
    if (!one || !two) throw new Error("no accounts");
    bindDataFolder(folder, one);
    bindDataFolder(folder, one);
    const before = readFileSync(join(folder, IDENTITY_FILE), "utf8");
    expect(() => bindDataFolder(folder, two)).toThrow(expect.objectContaining({ code: "IDENTITY_MISMATCH" }));
    expect(readFileSync(join(folder, IDENTITY_FILE), "utf8")).toBe(before);
  });

  it("stores no secret", async () => {
    const [account] = await devAccounts(1);
    if (!account) throw new Error("no account");
    const identity = await deriveIdentity(account.mnemonic);
    bindDataFolder(folder, identity);
    const stored = readFileSync(join(folder, IDENTITY_FILE), "utf8");
    expect(stored).not.toContain(Buffer.from(identity.secretKey).toString("hex"));
    expect(Object.keys(JSON.parse(stored))).toEqual([
      "chainPubkey",
      "nostrPubkey",
      "directAddress",
      "l1Address",
    ]);
  });

  it("does not overwrite an unreadable identity", async () => {
    const [account] = await devAccounts(1);
    if (!account) throw new Error("no account");
    writeFileSync(join(folder, IDENTITY_FILE), "{");
    expect(() => bindDataFolder(folder, account)).toThrow(expect.objectContaining({ code: "STATE_CORRUPT" }));
    expect(readFileSync(join(folder, IDENTITY_FILE), "utf8")).toBe("{");
  });
});
