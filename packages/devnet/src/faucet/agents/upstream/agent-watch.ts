import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../log.ts";
import type { AgentPresence } from "../agent.ts";
import { type AgentEvents, readAgentEvents } from "./agent-events.ts";

const LOOK_MS = 250;
/** Pause after a question that the agent did not answer, ms. */
const PROBE_RETRY_MS = 1_000;

export interface AgentWatchOptions {
  eventsFile: string;
  /** Key that the mnemonic gives. */
  chainPubkey: string;
  /** Resolves when the agent answered a question. */
  probe: () => Promise<void>;
  /** The verified name, if it belongs to the agent. */
  checkNametag: (nametag: string | true | undefined) => Promise<string | undefined>;
  log: Log;
  /** Ends the watch. */
  signal: AbortSignal;
}

/** Whether the agent works: its process says so, has the right key, and answered since it or a relay was away. */
export class AgentWatch implements AgentPresence {
  readonly #options: AgentWatchOptions;
  #events: AgentEvents;
  /** Start that answered. */
  #answered: string | undefined;
  #nametag: string | undefined;
  #lastProblem: string | undefined;

  constructor(options: AgentWatchOptions) {
    this.#options = options;
    this.#events = readAgentEvents(options.eventsFile);
  }

  get announced(): boolean {
    this.#look();
    return this.#problem() === undefined && this.#isAnswered();
  }

  get nametag(): string | undefined {
    return this.announced ? this.#nametag : undefined;
  }

  get lastError(): string | undefined {
    this.#look();
    return (
      this.#problem() ?? (this.#isAnswered() ? undefined : (this.#lastProblem ?? "it has not answered yet"))
    );
  }

  /** The agent has to answer again. */
  askAgain(): void {
    this.#answered = undefined;
  }

  /** Watches until the signal ends it. */
  async run(onFirstAnswer: () => void): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      this.#look();
      if (this.#problem() === undefined && !this.#isAnswered() && (await this.#probe())) onFirstAnswer();
      const pause = this.#problem() === undefined && !this.#isAnswered() ? PROBE_RETRY_MS : LOOK_MS;
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  async #probe(): Promise<boolean> {
    const { probe, checkNametag, log } = this.#options;
    const { start, nametag } = this.#events;
    try {
      await probe();
      this.#nametag = await checkNametag(nametag);
      this.#answered = start;
      this.#lastProblem = undefined;
      log("agent_answers", { nametag: this.#nametag ?? null });
      return true;
    } catch (error) {
      this.#lastProblem = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  #look(): void {
    const events = readAgentEvents(this.#options.eventsFile);
    if (events.ended && !this.#events.ended) this.#options.log("agent_ended");
    this.#events = events;
  }

  #isAnswered(): boolean {
    return this.#answered !== undefined && this.#answered === this.#events.start;
  }

  #problem(): string | undefined {
    const { start, ended, failure, chainPubkey, running } = this.#events;
    if (start === undefined) return "the agent's process has not started";
    if (failure !== undefined) return `the agent did not start: ${failure.slice(0, 300)}`;
    if (ended) return "the agent's process ended";
    if (chainPubkey !== undefined && chainPubkey !== this.#options.chainPubkey) {
      return `the agent has another identity (${chainPubkey}) than the mnemonic (${this.#options.chainPubkey})`;
    }
    return running && chainPubkey !== undefined ? undefined : "the agent is starting";
  }
}
