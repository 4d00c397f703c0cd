import { z } from "zod";
import { GROUPS } from "../unicity/wallet-check/line.ts";

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

export const checkDocument = z.strictObject({
  schema: z.literal("unicity-stack/check@1"),
  /** null where URLs were given. */
  instance: z.string().nullable(),
  /** Of the page whose requests were made. */
  origin: z.string(),
  health: z.enum(["healthy", "degraded", "unreachable"]),
  exitCode: z.int().min(0).max(2),
  checkedAt: z.iso.datetime(),
  lines: z.array(
    z.strictObject({
      /** A pill of the wallet app, what a wallet needs besides, or infra-probe 0.3.0. */
      group: z.enum(GROUPS),
      name: z.string(),
      label: z.string(),
      /** null where it does not run. */
      url: z.string().nullable(),
      /** As the asker would show it: `OK`, `Degraded`, `Down`; `healthy`, `degraded`, `unreachable`. */
      shows: z.string(),
      outcome: z.enum(["pass", "fail", "unreachable", "unknown"]),
      /** `OK`, or the reason. */
      code: z.string(),
      evidence: z.string(),
      next: z.string().optional(),
      notes: z.array(z.string()),
      /** Outside of this stack. */
      external: z.boolean(),
      /** Whether health and exit code depend on it. */
      counted: z.boolean(),
      /** Duration, ms. */
      ms: z.int().nonnegative(),
    }),
  ),
  /** About all of it. */
  notes: z.array(z.string()),
});
