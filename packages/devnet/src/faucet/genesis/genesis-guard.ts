import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ErrorParts } from "../../errors.ts";
import { readStateFile, writeStateFile } from "../state/state-file.ts";
import { type Genesis, genesisId } from "./genesis-id.ts";

/** File in the data folder that names the network the state belongs to. */
export const GENESIS_FILE = "genesis.json";

/** The faucet does not know who runs it: a command without an instance would delete that of somebody else. */
const RESET =
  "Reset relay, aggregator and faucet together: npx @unicity-sphere/stackctl wipe --instance NAME; " +
  'on a host as docs/GENESIS-STATE.md says, "How to reset".';

const StoredGenesis = z.object({ genesisId: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * Binds the faucet's state to the network of the first trust base. Under another one its name, its unfinished
 * requests and what it handed out are worthless, so it serves nothing until the network fits again.
 */
export class GenesisGuard {
  readonly #file: string | undefined;
  readonly #source: string;
  #stored: string | undefined;
  #problem: ErrorParts | undefined;

  /**
   * @param dataDir undefined keeps the id in memory
   * @param source where the trust base comes from, for the error
   * @throws DevnetError `STATE_CORRUPT`
   */
  constructor(dataDir: string | undefined, source: string) {
    this.#source = source;
    this.#file = dataDir === undefined ? undefined : join(dataDir, GENESIS_FILE);
    if (this.#file !== undefined && existsSync(this.#file)) {
      this.#stored = readStateFile(this.#file, StoredGenesis).genesisId;
    }
  }

  /** The network of the state, 64 hex characters; undefined before the first trust base. */
  get id(): string | undefined {
    return this.#stored;
  }

  /** Why nothing is served; undefined when the last checked trust base fits. */
  get problem(): ErrorParts | undefined {
    return this.#problem;
  }

  /**
   * Compares a trust base with the state, and stamps a state that has no network yet.
   *
   * @returns true when it fits
   * @throws DevnetError `STATE_UNWRITABLE`
   */
  check(trustBase: Genesis): boolean {
    const found = genesisId(trustBase);
    if (this.#stored === undefined) {
      if (this.#file !== undefined) {
        writeStateFile(this.#file, { genesisId: found, networkId: trustBase.networkId });
      }
      this.#stored = found;
    }
    this.#problem = this.#stored === found ? undefined : this.#describe(this.#stored, found);
    return this.#problem === undefined;
  }

  #describe(stored: string, found: string): ErrorParts {
    return {
      code: "STATE_OF_ANOTHER_GENESIS",
      what: "The faucet's state belongs to another network than the trust base. It serves nothing.",
      where: this.#file ?? this.#source,
      evidence: `the state has genesis ${stored}, the trust base ${this.#source} has ${found}`,
      cause: "The aggregator was wiped alone, or this is the trust base of another environment.",
      next: RESET,
    };
  }
}
