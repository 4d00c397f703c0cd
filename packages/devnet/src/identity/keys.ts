import { existsSync, readFileSync } from "node:fs";
import { DevnetError } from "../errors.ts";
import { writeFileAtomic } from "../storage/atomic-file.ts";
import { fromHex, toHex0x } from "./hex.ts";
import { nodeIdOf } from "./node-id.ts";
import { createPrivateKey, isPrivateKey, publicKeyOf } from "./secp256k1.ts";

/** The keys of the one root node of a stack. */
export interface RootIdentity {
  /** libp2p peer id of the auth key, `16Uiu2HA…`. */
  nodeId: string;
  /** Signs seals, the trust base and receipts; 32 bytes. */
  sigKey: Uint8Array;
  /** Public part of `sigKey`, 33 bytes. */
  sigPublicKey: Uint8Array;
}

/**
 * The identity in a `keys.json` of the shape that `ubft root-node init` writes, so a file made by either works.
 *
 * @throws DevnetError `KEYS_MISSING`, `KEYS_CORRUPT`, `KEYS_UNREADABLE`
 */
export function readRootIdentity(file: string): RootIdentity {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new DevnetError(
      {
        code: missing ? "KEYS_MISSING" : "KEYS_UNREADABLE",
        what: missing ? "The key file does not exist." : "The key file cannot be read.",
        where: file,
        evidence: (error as Error).message,
        next: missing
          ? "Give the path of an existing keys.json."
          : "Check the owner and the mode (0600) of the file.",
      },
      { cause: error },
    );
  }
  return parseKeys(content, file);
}

/**
 * Reads the identity, or creates it (file mode 0600) when there is no file yet. An unreadable or corrupt file is
 * never replaced, and none is made beside a chain: with another key every token made so far would be worthless.
 *
 * @param chain the file of the chain that these keys sign
 * @throws DevnetError as {@link readRootIdentity}
 */
export function openRootIdentity(file: string, chain: string): RootIdentity {
  if (existsSync(file)) return readRootIdentity(file);
  if (existsSync(chain)) throw keysOfChainMissing(file, chain);
  const pair = () => ({ algorithm: "secp256k1", privateKey: toHex0x(createPrivateKey()) });
  const content = `${JSON.stringify({ sigKey: pair(), authKey: pair() }, null, 2)}\n`;
  writeFileAtomic(file, content, 0o600);
  return parseKeys(content, file);
}

/** An identity that lives only in memory. */
export function createRootIdentity(): RootIdentity {
  return identityOf(createPrivateKey(), createPrivateKey());
}

function keysOfChainMissing(file: string, chain: string): DevnetError {
  return new DevnetError({
    code: "KEYS_MISSING",
    what: "The keys of the chain are missing. Nothing was changed.",
    where: file,
    evidence: `${chain} exists`,
    cause: "keys.json was deleted or moved, or only a part of the folder was restored.",
    next: "Put keys.json back (or name it with --key-file), or wipe the instance to start a new chain.",
  });
}

function parseKeys(content: string, file: string): RootIdentity {
  const keys = parseJson(content);
  const sigKey = privateKeyIn(keys?.sigKey);
  const authKey = privateKeyIn(keys?.authKey);
  if (sigKey && authKey) return identityOf(sigKey, authKey);
  const name = sigKey ? "authKey" : "sigKey";
  throw new DevnetError({
    code: "KEYS_CORRUPT",
    what: "The key file is damaged. Nothing was changed.",
    where: file,
    // Never the content: it is secret.
    evidence: keys
      ? `${name} is not {"algorithm": "secp256k1", "privateKey": "0x…32 bytes"}.`
      : "The file is not a JSON object.",
    cause: "The file was edited, cut off, or belongs to something else.",
    next: "Restore it from a copy, or wipe the instance to start a new chain with a new trust base.",
  });
}

function parseJson(content: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function privateKeyIn(pair: unknown): Uint8Array | undefined {
  if (typeof pair !== "object" || pair === null) return undefined;
  const { algorithm, privateKey } = pair as Record<string, unknown>;
  const key = algorithm === "secp256k1" ? fromHex(privateKey) : undefined;
  return key && isPrivateKey(key) ? key : undefined;
}

function identityOf(sigKey: Uint8Array, authKey: Uint8Array): RootIdentity {
  return { nodeId: nodeIdOf(publicKeyOf(authKey)), sigKey, sigPublicKey: publicKeyOf(sigKey) };
}
