import { DevnetError } from "../../errors.ts";
import { toHex0x } from "../../identity/hex.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import type { StorageLocation } from "../../storage/sqlite.ts";
import { Ledger } from "./ledger.ts";
import { SCHEMA_VERSION } from "./schema.ts";

/**
 * Opens the ledger of a chain and makes sure that it belongs to this root identity.
 *
 * @throws DevnetError `CHAIN_OF_OTHER_KEYS`, `STATE_OF_OTHER_VERSION`, or as `openDatabase`
 */
export function openLedger(location: StorageLocation, identity: RootIdentity): Ledger {
  const ledger = new Ledger(location);
  try {
    const where = "file" in location ? location.file : "memory";
    const sigKey = toHex0x(identity.sigPublicKey);
    const version = ledger.fact("schema");
    if (version === undefined) {
      ledger.setFacts({ schema: SCHEMA_VERSION, nodeId: identity.nodeId, sigKey });
      return ledger;
    }
    if (version !== SCHEMA_VERSION) throw otherVersion(where, version);
    if (ledger.fact("nodeId") !== identity.nodeId || ledger.fact("sigKey") !== sigKey) {
      throw otherKeys(where, ledger, identity);
    }
    return ledger;
  } catch (error) {
    ledger.close();
    throw error;
  }
}

function otherKeys(where: string, ledger: Ledger, identity: RootIdentity): DevnetError {
  return new DevnetError({
    code: "CHAIN_OF_OTHER_KEYS",
    what: "The chain was made with other root keys. Nothing was changed.",
    where,
    evidence: `chain: ${ledger.fact("nodeId")} ${ledger.fact("sigKey")}, keys: ${identity.nodeId} ${toHex0x(identity.sigPublicKey)}`,
    cause: "keys.json was replaced, or --key-file names the keys of another stack.",
    next: "Start with the keys that made the chain, or wipe the instance (keys and chain together).",
  });
}

function otherVersion(where: string, version: string): DevnetError {
  return new DevnetError({
    code: "STATE_OF_OTHER_VERSION",
    what: "The state was written by another version. Nothing was changed.",
    where,
    evidence: `schema ${version}, this version reads ${SCHEMA_VERSION}`,
    next: "Use the version that made it, or wipe the instance.",
  });
}
