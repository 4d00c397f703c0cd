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

/** Base units; negative where something is missing. */
const units = z.string().regex(/^-?\d+$/);
/** ms since the begin of the soak. */
const time = z.int().nonnegative();
const operation = z.enum(["open", "mint", "transfer", "give back", "message"]);
const percentiles = { count: z.int(), p50: z.int(), p90: z.int(), p95: z.int(), p99: z.int(), max: z.int() };

/** Equal errors. */
const soakErrors = z.array(
  z.strictObject({
    /** `background` is work of the SDK that no operation waits for. */
    operation: z.union([operation, z.literal("background")]),
    step: z.string(),
    what: z.string(),
    /** The fault that explains them. */
    explainedBy: z.string().nullable(),
    count: z.int().positive(),
    first: time,
    last: time,
  }),
);

export const soakDocument = z.strictObject({
  schema: z.literal("unicity-stack/soak@1"),
  instance: z.string(),
  /** Made and removed by this soak. */
  created: z.boolean(),
  seed: z.string(),
  /** Version of sphere-sdk. */
  sdk: z.string(),
  startedAt: z.iso.datetime(),
  wallets: z.int(),
  transferMode: z.enum(["conservative", "instant"]),
  wipeEveryMs: z.int().nullable(),
  ms: time,
  /** Why the load ended: its time was over, the reader ended it, there were too many errors, or a chain did not begin. */
  end: z.enum(["planned", "interrupted", "hopeless", "failed"]),
  /** Of the services at the end. */
  health: z.enum(["healthy", "degraded", "unreachable"]),
  exitCode: z.int().min(0).max(3),
  verdicts: z.array(
    z.strictObject({ what: z.string(), limit: z.string(), value: z.string(), met: z.boolean() }),
  ),
  /** Durations, ms. */
  operations: z.array(z.strictObject({ operation, failed: z.int(), ...percentiles })),
  /** The same in pieces of time. */
  series: z.array(
    z.strictObject({
      from: time,
      operations: z.partialRecord(operation, z.strictObject({ count: z.int(), p50: z.int(), p95: z.int() })),
    }),
  ),
  faults: z.array(z.strictObject({ service: z.string(), what: z.string(), from: time, to: time })),
  unexplained: soakErrors,
  explained: soakErrors,
  /** One for each chain. */
  epochs: z.array(
    z.strictObject({
      from: time,
      to: time,
      minted: units,
      givenBack: units,
      transfers: z.int(),
      lost: units,
      surplus: units,
      /** Requests of which the faucet has not said what became of them. */
      undecided: z.int().nonnegative(),
      /** Tokens that a wallet shows as confirmed and that the aggregator has certified as spent: they are not held. */
      spentTokens: z.array(
        z.strictObject({
          wallet: z.int(),
          /** Its nametag. */
          name: z.string(),
          token: z.string().regex(/^[0-9a-f]{64}$/),
          amount: units,
        }),
      ),
      wallets: z.array(
        z.strictObject({
          wallet: z.int(),
          expected: units,
          confirmed: units,
          total: units,
          spent: units,
          difference: units,
        }),
      ),
    }),
  ),
  /** Errors that the SDK wrote into its log. */
  sdkLog: z.array(z.strictObject({ line: z.string(), count: z.int() })),
});

const latencyFault = z.strictObject({
  kind: z.literal("latency"),
  service: z.enum(["relay", "aggregator", "faucet"]),
  /** ms since the begin of the load. */
  atMs: z.int(),
  forMs: z.int(),
  latencyMs: z.int(),
});

const restartFault = z.strictObject({
  kind: z.literal("restart"),
  service: z.literal("relay"),
  atMs: z.int(),
  downMs: z.int(),
});

export const soakPlanDocument = z.strictObject({
  schema: z.literal("unicity-stack/soak-plan@1"),
  plan: z.strictObject({
    /** Part of every name that the soak gives. */
    id: z.string(),
    seed: z.string(),
    ms: z.int(),
    wallets: z.int(),
    transferMode: z.enum(["conservative", "instant"]),
    wipeEveryMs: z.int().nullable(),
    faults: z.boolean(),
    instance: z.strictObject({ name: z.string(), created: z.boolean() }),
    report: z.string(),
    budget: z.strictObject({
      unexplained: z.int(),
      latency: z.array(z.strictObject({ operation, figure: z.string(), ms: z.int() })),
    }),
    epochs: z.array(
      z.strictObject({
        ms: z.int(),
        faults: z.array(z.discriminatedUnion("kind", [latencyFault, restartFault])),
      }),
    ),
  }),
});
