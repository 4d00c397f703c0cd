import type { Round } from "../certificate/round.ts";
import type { Chain } from "../chain/chain.ts";
import type { CertificationLeaf, CommitmentLeaf } from "../chain/leaves.ts";
import { certificationValue } from "../requests/leaf-values.ts";
import { type Waiting, WaitingRoom } from "./waiting-room.ts";

/** A checked v3 request; its leaf value is made in the round, because it holds the time of the round. */
export type CertificationRequest = Omit<CertificationLeaf, "referenceTime" | "value"> & {
  /** Unix time in s from which on it must not be certified, or null. */
  expiresAt: bigint | null;
};

/** Collects requests and turns them into rounds. */
export class Sequencer {
  readonly commitments = new WaitingRoom<CommitmentLeaf>();
  readonly certifications = new WaitingRoom<CertificationRequest>();
  readonly #chain: Chain;
  readonly #now: () => number;
  #failure: Error | undefined;

  /** @param now Unix time, ms */
  constructor(chain: Chain, now: () => number = Date.now) {
    this.#chain = chain;
    this.#now = now;
  }

  /** Requests that wait for a round. */
  get waiting(): number {
    return this.commitments.size + this.certifications.size;
  }

  /** Why the last round could not be stored; undefined when it was. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Seals a round with everything that waits, and answers it.
   *
   * @throws Error of SQLite; those who waited are refused, and the chain is as before
   */
  seal(): Round {
    const sealedAt = this.#sealTime();
    const time = Math.floor(sealedAt / 1000);
    const commitments = this.commitments.take();
    const certifications: Waiting<CertificationRequest>[] = [];
    for (const waiting of this.certifications.take()) {
      const { expiresAt } = waiting.request;
      if (expiresAt !== null && expiresAt <= time) waiting.settle.resolve(false);
      else certifications.push(waiting);
    }
    const accepted = [...commitments, ...certifications];
    try {
      const round = this.#chain.seal(
        {
          commitments: commitments.map(({ request }) => request),
          certifications: certifications.map(({ request }) => ({
            ...request,
            referenceTime: time,
            value: certificationValue(request.transactionHash, time),
          })),
        },
        sealedAt,
      );
      this.#failure = undefined;
      for (const { settle } of accepted) settle.resolve(true);
      return round;
    } catch (error) {
      this.#failure = error as Error;
      for (const { settle } of accepted) settle.reject(error as Error);
      throw error;
    }
  }

  /**
   * Sets the chain back to what it held after a round, by a new round. What waits is refused: it belongs to what is
   * undone.
   *
   * @throws Error of SQLite; the chain is as before, and what waits still does
   */
  revertTo(height: number): Round {
    const round = this.#chain.revertTo(height, this.#sealTime());
    this.#failure = undefined;
    this.#refuseWaiting("The chain was set back to a snapshot.");
    return round;
  }

  /** Refuses everything that still waits, because the service stops. */
  close(): void {
    this.#refuseWaiting("The service stops.");
  }

  #refuseWaiting(reason: string): void {
    for (const { settle } of [...this.commitments.take(), ...this.certifications.take()]) {
      settle.reject(new Error(reason));
    }
  }

  /** Never earlier than the round before. */
  #sealTime(): number {
    return Math.max(this.#now(), this.#chain.latest?.sealedAt ?? 0);
  }
}
