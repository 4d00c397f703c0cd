import { readFileSync, writeFileSync } from "node:fs";
import {
  createPrivateKey,
  fromHex,
  isPrivateKey,
  nodeIdOf,
  publicKeyOf,
  toHex0x,
} from "@unicity-sphere/devnet/protocol";
import { UbftError } from "../ubft-error.ts";

/** The keys of a node, of the root or of a shard. */
export interface NodeKeys {
  /** libp2p peer id of the auth key. */
  readonly nodeId: string;
  /** Signs trust bases, seals and certification requests; 32 bytes. */
  readonly sigKey: Uint8Array;
  readonly sigPublicKey: Uint8Array;
  /** Proves who speaks on a connection; 32 bytes. */
  readonly authKey: Uint8Array;
  readonly authPublicKey: Uint8Array;
}

/** Writes a new `keys.json`, mode 0600. */
export function writeNewKeys(file: string): void {
  const pair = () => ({ algorithm: "secp256k1", privateKey: toHex0x(createPrivateKey()) });
  const content = JSON.stringify({ sigKey: pair(), authKey: pair() }, null, 2);
  writeFileSync(file, content, { mode: 0o600, flag: "wx" });
}

/** Reads a `keys.json`. @throws UbftError; its message never holds a part of the file */
export function readKeys(file: string): NodeKeys {
  const pairs = parse(file);
  const sigKey = privateKey(pairs.sigKey, "sigKey", file);
  const authKey = privateKey(pairs.authKey, "authKey", file);
  const authPublicKey = publicKeyOf(authKey);
  return {
    nodeId: nodeIdOf(authPublicKey),
    sigKey,
    sigPublicKey: publicKeyOf(sigKey),
    authKey,
    authPublicKey,
  };
}

function parse(file: string): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new UbftError(`failed to read keys from '${file}': ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return JSON.parse(content) ?? {};
  } catch {
    throw new UbftError(`failed to read keys from '${file}': not JSON`);
  }
}

function privateKey(pair: unknown, name: string, file: string): Uint8Array {
  const { algorithm, privateKey: hex } = (pair ?? {}) as Record<string, unknown>;
  const key = algorithm === "secp256k1" ? fromHex(hex) : undefined;
  if (key && isPrivateKey(key)) return key;
  throw new UbftError(`failed to read keys from '${file}': ${name} is no private key of secp256k1`);
}
