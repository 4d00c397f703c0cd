import type { Config } from "../model/config.ts";

/** A configuration with everything that does not depend on the command line worked out: what the shipped CLI holds. */
export interface Definitions extends Config {
  /** Version of the generator that compiled them. */
  generatorVersion: string;
  /** `sha256:` and the hash of the lock's content. */
  lockHash: string;
  /** Path of a rendered `.env.example` → its text. */
  envExamples: Record<string, string>;
}
