import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { E2eError, messageOf } from "./errors.ts";

/** The public JSON with which wallets verify the aggregator's proofs. */
export interface TrustBase {
  path: string;
  /** Of the bytes of the file, 64 hex. */
  sha256: string;
  json: Readonly<Record<string, unknown>>;
}

/**
 * Reads a trust base. sphere-sdk 0.6.14 silently takes that of the public testnet when it cannot read the one it was
 * given, so this is done before a wallet gets the path.
 *
 * @throws E2eError `TRUST_BASE_UNREADABLE`
 */
export function readTrustBase(path: string): TrustBase {
  try {
    const bytes = readFileSync(path);
    const json = JSON.parse(bytes.toString()) as Record<string, unknown>;
    if (!Array.isArray(json.rootNodes)) throw new Error('it has no list "rootNodes"');
    return { path, sha256: createHash("sha256").update(bytes).digest("hex"), json };
  } catch (error) {
    throw new E2eError(
      {
        code: "TRUST_BASE_UNREADABLE",
        what: "The trust base of the stack cannot be read.",
        where: path,
        evidence: messageOf(error),
        cause: "The stack was taken down, or the path is that of another machine.",
        next: "Start the stack again; it writes the file.",
      },
      { cause: error },
    );
  }
}
