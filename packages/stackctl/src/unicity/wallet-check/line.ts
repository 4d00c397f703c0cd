import { unreachable, type Verdict } from "../../checks/check.ts";
import { NoAnswer } from "../../checks/http-client.ts";
import { systemCode } from "../../errors.ts";
import { Unusable } from "./browser/unusable.ts";

/** Pills of the wallet app's banner, what a wallet needs and no pill shows, what infra-probe 0.3.0 says. */
export const GROUPS = ["pill", "wallet", "probe"] as const;
export type Group = (typeof GROUPS)[number];

/** What was found, and the word with which the asker shows it. */
export interface Finding extends Verdict {
  /** `OK`, `Degraded` or `Down`; of the probe `healthy`, `degraded` or `unreachable`. */
  shows: string;
  /** What the reader should know besides. */
  notes?: readonly string[];
  /** It does not speak against the deployment: left out of the exit code. */
  counted?: false;
}

/** One question of the check. */
export interface Line {
  group: Group;
  /** Unique within its group, e.g. `aggregator`. */
  name: string;
  /** As the asker labels it. */
  label: string;
  /** What is asked; null where it is part of the instance and does not run. */
  url: string | null;
  /** Not part of this stack: shown, and counted only on demand. */
  external?: true;
  /** @throws NoAnswer, Unusable */
  ask(url: string): Promise<Finding>;
}

/** Words for the worst case. */
export const WORST: Readonly<Record<Group, string>> = { pill: "Down", wallet: "Down", probe: "unreachable" };

/** Codes of the operating system for "there is no way to it". */
const NO_WAY = ["ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "ENETDOWN", "EHOSTUNREACH"];

/** What it means that nothing usable came back. @throws any error that is neither NoAnswer nor Unusable */
export function verdictOfSilence(error: unknown): Verdict {
  if (error instanceof Unusable)
    return { outcome: "fail", code: error.code, evidence: error.message, next: error.next };
  if (!(error instanceof NoAnswer)) throw error;
  return NO_WAY.includes(systemCode(error.cause) ?? "")
    ? unreachable("NO_NETWORK", `${error.message} (no network, or no such host)`)
    : unreachable(error.code, error.message);
}
