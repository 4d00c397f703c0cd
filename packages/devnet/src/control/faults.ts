import type { Fault, FaultKind } from "./stack-control.ts";

/** What a service does wrong now. */
export class Faults {
  readonly #now: () => number;
  readonly #active = new Map<FaultKind, { value: number | true; until: number }>();

  /** @param now ms of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Begins a fault; it replaces that of its kind. */
  set({ forMs = Number.POSITIVE_INFINITY, ...fault }: Fault): void {
    for (const [kind, value] of Object.entries(fault) as [FaultKind, number | true][]) {
      this.#active.set(kind, { value, until: this.#now() + forMs });
    }
  }

  clear(): void {
    this.#active.clear();
  }

  /** HTTP status of every answer; undefined when there is no such fault. */
  get status(): number | undefined {
    return this.#value("status") as number | undefined;
  }

  /** By how much answers are late, ms; 0 when there is no such fault. */
  get latencyMs(): number {
    return (this.#value("latencyMs") as number | undefined) ?? 0;
  }

  /** Events are answered as if they were stored. */
  get dropsWrites(): boolean {
    return this.#value("dropWrites") === true;
  }

  #value(kind: FaultKind): number | true | undefined {
    const fault = this.#active.get(kind);
    return fault && this.#now() < fault.until ? fault.value : undefined;
  }
}
