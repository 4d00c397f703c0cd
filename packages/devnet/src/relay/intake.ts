import type { Faults } from "../control/faults.ts";
import type { Verifier } from "../verify/pool.ts";
import { admissionFault, formFault, hasValidSignature } from "./event/admission.ts";
import type { NostrEvent } from "./event/event.ts";
import { isEphemeral } from "./event/kinds.ts";
import type { RelayMetrics } from "./metrics.ts";
import { duplicate, failed, invalid, saved } from "./protocol/relay-message.ts";
import type { EventStore, SaveResult } from "./store/event-store.ts";

/** Events stored in one transaction; bounds how long the event loop is busy with it. */
const BATCH = 256;

export interface IntakeOptions {
  store: EventStore;
  verifier: Verifier;
  metrics: RelayMetrics;
  /** Unix time in seconds. */
  now(): number;
  faults: Pick<Faults, "dropsWrites">;
  rejectFutureSeconds?: number | undefined;
  /** Delivers a new event to the subscribers. */
  broadcast(event: NostrEvent): void;
}

interface Candidate {
  event: NostrEvent;
  verdict: "open" | "valid" | "invalid" | "given up";
  answer(message: string): void;
}

/**
 * The way of an event: form, signature, time, store, subscribers, OK. Signatures are checked in parallel; everything
 * after happens in the order of arrival, and what is ready in one turn of the event loop shares a transaction.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #queue: Candidate[] = [];
  #scheduled = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** @param answer gets exactly one OK message, unless the relay stops before */
  submit(event: NostrEvent, answer: (message: string) => void): void {
    const { metrics, verifier } = this.#options;
    metrics.eventsReceived += 1;
    const fault = formFault(event);
    if (fault) {
      metrics.eventsRejected += 1;
      answer(invalid(event.id, fault));
      return;
    }
    const candidate: Candidate = { event, verdict: "open", answer };
    this.#queue.push(candidate);
    hasValidSignature(event, verifier).then(
      (valid) => this.#decide(candidate, valid ? "valid" : "invalid"),
      () => this.#decide(candidate, "given up"),
    );
  }

  /** Answers that every event which is not stored yet could not be stored. */
  refuseWaiting(): void {
    for (const { event, answer } of this.#queue.splice(0)) answer(failed(event.id));
  }

  #decide(candidate: Candidate, verdict: Candidate["verdict"]): void {
    candidate.verdict = verdict;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#settle(this.#takeDecided());
      if (this.#queue[0] && this.#queue[0].verdict !== "open") this.#schedule();
    });
  }

  #takeDecided(): Candidate[] {
    const open = this.#queue.findIndex(({ verdict }, index) => verdict === "open" || index === BATCH);
    return this.#queue.splice(0, open === -1 ? this.#queue.length : open);
  }

  #settle(candidates: Candidate[]): void {
    const { store, metrics, now, rejectFutureSeconds } = this.#options;
    const drops = this.#options.faults.dropsWrites;
    const faults = new Map<Candidate, string>();
    const storable: Candidate[] = [];
    for (const candidate of candidates) {
      if (candidate.verdict === "given up") continue;
      const fault =
        candidate.verdict === "invalid"
          ? "Event invalid signature"
          : admissionFault(candidate.event, { now: now(), rejectFutureSeconds });
      if (fault) faults.set(candidate, fault);
      else if (!drops && !isEphemeral(candidate.event.kind)) storable.push(candidate);
    }
    const results = storable.length > 0 ? store.saveAll(storable.map(({ event }) => event)) : [];
    const saves = new Map(storable.map((candidate, index) => [candidate, results[index] as SaveResult]));
    for (const candidate of candidates) {
      if (candidate.verdict === "given up") continue;
      const fault = faults.get(candidate);
      if (fault) {
        metrics.eventsRejected += 1;
        candidate.answer(invalid(candidate.event.id, fault));
      } else if (drops) candidate.answer(saved(candidate.event.id));
      else this.#finish(candidate, saves.get(candidate) ?? "ephemeral");
    }
  }

  #finish({ event, answer }: Candidate, result: SaveResult | "ephemeral"): void {
    const { metrics, broadcast } = this.#options;
    if (result === "failed") {
      metrics.eventsFailed += 1;
      answer(failed(event.id));
      return;
    }
    if (result === "known") {
      metrics.eventsDuplicate += 1;
      answer(duplicate(event.id));
      return;
    }
    if (result === "ephemeral") metrics.eventsEphemeral += 1;
    else metrics.eventsStored += 1;
    broadcast(event);
    answer(saved(event.id));
  }
}
