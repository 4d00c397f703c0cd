import { readFileSync } from "node:fs";
import { RootTrustBase } from "@unicitylabs/state-transition-sdk/lib/bft/RootTrustBase.js";
import { DevnetError } from "../../errors.ts";
import { requestJson } from "./http-json.ts";

/**
 * Reads the trust base that proofs are checked against.
 *
 * @param source a file, or an `http(s)://` address
 * @throws DevnetError `TRUST_BASE_UNAVAILABLE` (missing, unreachable or not a trust base)
 */
export async function loadTrustBase(source: string, signal?: AbortSignal): Promise<RootTrustBase> {
  try {
    const json = /^https?:\/\//.test(source)
      ? await requestJson(source, { method: "GET", timeoutMs: 10_000, signal })
      : JSON.parse(readFileSync(source, "utf8"));
    return RootTrustBase.fromJSON(json);
  } catch (error) {
    throw new DevnetError(
      {
        code: "TRUST_BASE_UNAVAILABLE",
        what: "The trust base cannot be read.",
        where: source,
        evidence: error instanceof Error ? error.message : String(error),
        cause: "The aggregator has not published it yet, or the path or address is wrong.",
        next: "Start the aggregator, or give its trust-base.json with --trust-base.",
      },
      { cause: error },
    );
  }
}
