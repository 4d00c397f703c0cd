import { readFileSync } from "node:fs";
import type { parseTrustBase } from "@unicity-sphere/devnet/trust-base";
import { fail, pass } from "../../../checks/check.ts";
import { snippet } from "../../../checks/http-health.ts";
import { messageOf } from "../../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { askAsPage, type Page } from "../browser/page.ts";
import type { Finding } from "../line.ts";
import { type Certification, certifies } from "./certifies.ts";

type TrustBase = ReturnType<typeof parseTrustBase>;

/** What the served trust base has to agree with. */
export interface TrustBaseTarget {
  /** Base URL of the aggregator whose proofs it has to verify; none is asked when it is missing. */
  aggregator?: string;
  /** The file that wallets of this host are given. */
  file?: string;
  /** How the aggregator is asked to certify. */
  certification?: Pick<Certification, "apiKey" | "readOnly" | "proofMs">;
}

const FALLS_BACK =
  "sphere-sdk 0.6.14 takes the public testnet's trust base without a word when it cannot read this one.";

/** A page can read the trust base, and what the aggregator certifies now verifies under it, signatures included. */
export async function trustBaseServed(url: string, page: Page, target: TrustBaseTarget): Promise<Finding> {
  const answer = await askAsPage(url, {}, page);
  if (answer.status !== 200)
    return down("TRUST_BASE_NOT_SERVED", `${answer.status} ${snippet(answer.body)}`, FALLS_BACK);
  if (target.file !== undefined && !isContentOf(target.file, answer.body))
    return down(
      "TRUST_BASE_DIFFERS",
      `the served one is not ${target.file}`,
      "See `npx @unicity-sphere/stackctl status`.",
    );
  const { parseTrustBase } = await import("@unicity-sphere/devnet/trust-base");
  let trustBase: TrustBase;
  try {
    trustBase = parseTrustBase(answer.body.toString(), url);
  } catch (error) {
    return down("TRUST_BASE_INVALID", messageOf(error), FALLS_BACK);
  }
  if (target.aggregator === undefined)
    return { ...pass(`sha256 ${sha256Hex(answer.body).slice(0, 16)}…; no proof was asked for`), shows: "OK" };
  const { timeoutMs, signal } = page;
  const verdict = await certifies(target.aggregator, trustBase, {
    timeoutMs,
    signal,
    ...target.certification,
  });
  return { ...verdict, shows: verdict.outcome === "pass" ? "OK" : "Down" };
}

/** A file that cannot be read has other content. */
function isContentOf(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}

function down(code: string, evidence: string, next: string): Finding {
  return { ...fail(code, evidence, next), shows: "Down" };
}
