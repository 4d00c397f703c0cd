import { type Random, randomFor, shuffled } from "../random.ts";

/** A fault of one service; times are since the begin of the epoch, ms. */
export type PlannedFault =
  | {
      kind: "latency";
      service: "relay" | "aggregator" | "faucet";
      atMs: number;
      forMs: number;
      latencyMs: number;
    }
  | { kind: "restart"; service: "relay"; atMs: number; downMs: number };

/** Longest and shortest time that one fault and the quiet after it share, ms. */
const SLOT = { longest: 30_000, shortest: 4_000 };

/** A short epoch has one slot for each kind of fault. */
const KINDS = 4;

/** Most that an answer is late, ms: far from the time limits of wallets, the shortest of which is 5 s for the relay. */
const LATENCY = { relay: 400, aggregator: 1_500, faucet: 2_000 } as const;

/**
 * Draws the faults of an epoch: one at a time, with quiet between them, every kind equally often.
 *
 * An aggregator that answers 503 is not among them: sphere-sdk 0.6.14 loses the change of an instant split whose
 * aggregator call is refused, so that every soak would be red for a reason that is known.
 */
export function drawFaults(seed: string, epoch: number, ms: number): PlannedFault[] {
  const random = randomFor(seed, `faults ${epoch}`);
  const slot = Math.min(SLOT.longest, Math.max(SLOT.shortest, ms / KINDS));
  const faults: PlannedFault[] = [];
  let kinds: Draw[] = [];
  for (let from = 0; from + slot <= ms; from += slot) {
    if (kinds.length === 0) kinds = shuffled(random, DRAW);
    const atMs = Math.round(from + slot * (0.1 + 0.2 * random.next()));
    const forMs = Math.round(slot * (0.15 + 0.15 * random.next()));
    const draw = kinds.pop();
    if (draw) faults.push(draw(random, atMs, forMs));
  }
  return faults;
}

/** Draws one fault of a kind. */
type Draw = (random: Random, atMs: number, forMs: number) => PlannedFault;

const latency =
  (service: keyof typeof LATENCY): Draw =>
  (random, atMs, forMs) => {
    const most = LATENCY[service];
    return { kind: "latency", service, atMs, forMs, latencyMs: random.whole(most / 4, most + 1) };
  };

const DRAW: readonly Draw[] = [
  latency("relay"),
  latency("aggregator"),
  latency("faucet"),
  (random, atMs) => ({
    kind: "restart",
    service: "relay",
    atMs,
    downMs: random.whole(100, 2_000),
  }),
];
