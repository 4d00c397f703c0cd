import type { Step, StepEvent, StepResult } from "./rehearsal.ts";
import { StepFailed } from "./step-failed.ts";

/** What a step found, one line, and what later steps need of it. */
export interface Found<T> {
  readonly evidence: string;
  readonly value: T;
}

/** Says what a step waits for now. */
export type Say = (reason: string) => void;

/** Runs steps one after the other, and keeps what they found and how long they took. */
export class Timeline {
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #tell: (event: StepEvent) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: () => number;
  readonly #results: StepResult[] = [];

  /** @param signal a step that fails after it was aborted was interrupted */
  constructor(
    steps: readonly Step[],
    tell: (event: StepEvent) => void = () => {},
    signal?: AbortSignal,
    clock = () => performance.now(),
  ) {
    this.#steps = new Map(steps.map((step) => [step.id, step]));
    this.#tell = tell;
    this.#signal = signal;
    this.#clock = clock;
  }

  get results(): readonly StepResult[] {
    return this.#results;
  }

  /**
   * Does one step.
   * @throws StepFailed with the step and why it failed
   */
  async run<T>(id: string, work: (say: Say) => Promise<Found<T>>): Promise<T> {
    const step = this.#steps.get(id);
    if (!step) throw new Error(`no such step: ${id}`);
    const start = this.#clock();
    const end = (outcome: StepResult["outcome"], evidence: string) => {
      const result = { ...step, outcome, evidence, ms: Math.round(this.#clock() - start) };
      this.#results.push(result);
      this.#tell({ event: "end", step: result });
    };
    this.#tell({ event: "begin", step });
    try {
      const { evidence, value } = await work((reason) => this.#tell({ event: "waiting", step, reason }));
      end("pass", evidence);
      return value;
    } catch (error) {
      const failure = new StepFailed(step, error);
      if (this.#signal?.aborted) end("interrupted", String(this.#signal.reason));
      else end("fail", failure.parts.what);
      throw failure;
    }
  }
}

/** A step that later ones need nothing of. */
export const found = (evidence: string): Found<undefined> => ({ evidence, value: undefined });
