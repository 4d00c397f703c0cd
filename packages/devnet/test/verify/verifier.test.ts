import { schnorr, secp256k1 } from "@noble/curves/secp256k1.js";
import { afterEach, describe, expect, it } from "vitest";
import { createVerifier, type VerifierPool } from "../../src/verify/pool.ts";
import { signedJobs } from "./signed-jobs.ts";

const SECRET = new Uint8Array(32).fill(7);
const MESSAGE = new Uint8Array(32).fill(9);

const open: VerifierPool[] = [];
function verifier(options?: Parameters<typeof createVerifier>[0]): VerifierPool {
  const pool = createVerifier(options);
  open.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

describe("createVerifier", () => {
  it("accepts a BIP-340 signature and refuses it for another message, key or signature", async () => {
    const pool = verifier();
    const publicKey = schnorr.getPublicKey(SECRET);
    const signature = schnorr.sign(MESSAGE, SECRET);
    const other = new Uint8Array(32).fill(1);
    expect(await pool.schnorr(signature, MESSAGE, publicKey)).toBe(true);
    expect(await pool.schnorr(signature, other, publicKey)).toBe(false);
    expect(await pool.schnorr(signature, MESSAGE, schnorr.getPublicKey(other))).toBe(false);
    expect(await pool.schnorr(signature.with(5, (signature[5] ?? 0) ^ 1), MESSAGE, publicKey)).toBe(false);
  });

  it("accepts an ECDSA signature with a low S only", async () => {
    const pool = verifier();
    const publicKey = secp256k1.getPublicKey(SECRET, true);
    const signature = secp256k1.sign(MESSAGE, SECRET, { prehash: false, lowS: true });
    const { r, s } = secp256k1.Signature.fromBytes(signature);
    const highS = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s).toBytes();
    expect(await pool.ecdsa(signature, MESSAGE, publicKey)).toBe(true);
    expect(await pool.ecdsa(highS, MESSAGE, publicKey)).toBe(false);
    expect(await pool.ecdsa(signature, SECRET, publicKey)).toBe(false);
  });

  it("agrees with BIP-340's edge vectors: key off the curve, R at infinity, r or s out of range", async () => {
    const pool = verifier();
    const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
    const message = hex("243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89");
    const key = hex("dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659");
    const valid =
      "6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341" +
      "8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a";
    const field = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
    const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    expect(await pool.schnorr(hex(valid), message, key)).toBe(true);
    expect(
      await pool.schnorr(
        hex(valid),
        message,
        hex("eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34"),
      ),
    ).toBe(false);
    expect(await pool.schnorr(hex("00".repeat(32) + valid.slice(64)), message, key)).toBe(false);
    expect(await pool.schnorr(hex(field + valid.slice(64)), message, key)).toBe(false);
    expect(await pool.schnorr(hex(valid.slice(0, 64) + order), message, key)).toBe(false);
    expect(await pool.schnorr(hex(valid), message, hex(field))).toBe(false);
  });

  it("treats a wrong length as a false signature", async () => {
    const pool = verifier();
    expect(await pool.schnorr(new Uint8Array(63), MESSAGE, schnorr.getPublicKey(SECRET))).toBe(false);
    expect(await pool.ecdsa(new Uint8Array(64), MESSAGE, new Uint8Array(32))).toBe(false);
  });

  it("still verifies after thousands of keys that are no point of the curve", async () => {
    const pool = verifier({ threads: 0 });
    const publicKey = schnorr.getPublicKey(SECRET);
    const signature = schnorr.sign(MESSAGE, SECRET);
    const noPoint = new Uint8Array(32).fill(0xff);
    const refused = await Promise.all(
      Array.from({ length: 5000 }, () => pool.schnorr(signature, MESSAGE, noPoint)),
    );
    expect(refused.every((valid) => valid === false)).toBe(true);
    expect(await pool.schnorr(signature, MESSAGE, publicKey)).toBe(true);
  });

  it("needs no thread for a few checks", async () => {
    const pool = verifier({ threads: 2 });
    await Promise.all(signedJobs(20).map((job) => pool.schnorr(job.signature, job.message, job.publicKey)));
    expect(pool.threads).toBe(0);
  });

  it("answers each check of a backlog correctly with worker threads, which end when idle", async () => {
    const pool = verifier({ threads: 1, backlog: 8, idleMs: 50 });
    const jobs = signedJobs(200);
    const checks = Array.from({ length: 2000 }, (_, index) => {
      const job = jobs[index % jobs.length] as (typeof jobs)[number];
      const valid = index % 3 !== 0;
      const signature = valid ? job.signature : job.signature.with(40, (job.signature[40] ?? 0) ^ 1);
      return { valid, answer: pool.schnorr(signature, job.message, job.publicKey) };
    });
    await expect.poll(() => pool.threads).toBe(1);
    for (const { valid, answer } of checks) expect(await answer).toBe(valid);
    await expect.poll(() => pool.threads).toBe(0);
  });

  it("rejects what still waits when it is closed", async () => {
    const pool = verifier({ threads: 0 });
    const waiting = pool.schnorr(schnorr.sign(MESSAGE, SECRET), MESSAGE, schnorr.getPublicKey(SECRET));
    const rejection = expect(waiting).rejects.toMatchObject({ code: "VERIFIER_CLOSED" });
    await pool.close();
    await rejection;
  });
});
