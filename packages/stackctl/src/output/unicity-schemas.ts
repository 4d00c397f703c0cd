import { z } from "zod";

/** The JSON documents of the verbs that know this protocol. */

export const accountsDocument = z.strictObject({
  schema: z.literal("unicity-stack/accounts@1"),
  instance: z.string(),
  accounts: z.array(
    z.strictObject({
      index: z.int(),
      /** Public and worthless. */
      mnemonic: z.string(),
      chainPubkey: z.string().regex(/^0[23][0-9a-f]{64}$/),
      directAddress: z.string().startsWith("DIRECT://"),
      nostrPubkey: z.string().regex(/^[0-9a-f]{64}$/),
      funded: z.array(z.strictObject({ coin: z.string(), amount: z.string() })),
    }),
  ),
});

export const fundDocument = z.strictObject({
  schema: z.literal("unicity-stack/fund@1"),
  instance: z.string(),
  recipient: z.string(),
  coin: z.string(),
  symbol: z.string(),
  /** Decimal integer in the coin's smallest unit. */
  baseUnits: z.string().regex(/^\d+$/),
  recipientNostrPubkey: z.string(),
  requestId: z.string(),
});

export const trustBaseDocument = z.strictObject({
  schema: z.literal("unicity-stack/trust-base@1"),
  instance: z.string(),
  /** The exported file, or the one in the state folder. */
  path: z.string(),
  /** Of the bytes of that file, 64 hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  trustBase: z.record(z.string(), z.unknown()),
});
