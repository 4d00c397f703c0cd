import { createHash } from "node:crypto";
import { array, bytes, nullable, tagged, text, uint } from "../cbor/encode.ts";
import { GENERATIONS, type GenerationName } from "./generation.ts";
import { fromHex, toHex0x } from "./hex.ts";
import type { RootIdentity } from "./keys.ts";
import { signDigest } from "./secp256k1.ts";

/** One root node of a {@link TrustBase}. */
export interface RootNode {
  /** libp2p peer id. */
  nodeId: string;
  /** `0x` and the 33-byte compressed key that signs seals. */
  sigKey: string;
  stake: number;
}

/** The public JSON with which a wallet verifies proofs, in the form that `ubft trust-base generate` writes. */
export interface TrustBase {
  version: number;
  /** 1 mainnet, 2 testnet, 3 local. */
  networkId: number;
  epoch: number;
  epochStartRound: number;
  rootNodes: RootNode[];
  quorumThreshold: number;
  /** `0x` hex, or `""` for none. */
  stateHash: string;
  changeRecordHash: string;
  previousEntryHash: string;
  /** Node id → `0x` and 65 bytes R‖S‖V. */
  signatures: Record<string, string>;
}

/** Network id of every local stack (`LOCAL` in the SDKs). */
export const LOCAL_NETWORK_ID = 3;

/** The signed trust base of a one-node root chain; the same for the same keys and generation. */
export function createTrustBase(identity: RootIdentity, generation: GenerationName = "v1"): TrustBase {
  const trustBase: TrustBase = {
    version: 1,
    networkId: LOCAL_NETWORK_ID,
    epoch: 1,
    epochStartRound: 0,
    rootNodes: [{ nodeId: identity.nodeId, sigKey: toHex0x(identity.sigPublicKey), stake: 1 }],
    quorumThreshold: 1,
    stateHash: "",
    changeRecordHash: "",
    previousEntryHash: "",
    signatures: {},
  };
  const digest = createHash("sha256").update(trustBaseMessage(trustBase, generation)).digest();
  trustBase.signatures[identity.nodeId] = toHex0x(signDigest(digest, identity.sigKey));
  return trustBase;
}

/** The file as it is exported and served: pretty JSON with one space after a colon, as `ubft` writes it. */
export function trustBaseFile(trustBase: TrustBase): string {
  return `${JSON.stringify(trustBase, null, 2)}\n`;
}

/** The bytes that root nodes sign: the deterministic CBOR with empty hashes and the signatures as null. */
export function trustBaseMessage(trustBase: TrustBase, generation: GenerationName): Uint8Array {
  const hash = (hex: string) => nullable(hex === "" ? null : hexBytes(hex), bytes);
  return tagged(
    GENERATIONS[generation].tags.trustBase,
    array([
      uint(trustBase.version),
      uint(trustBase.networkId),
      uint(trustBase.epoch),
      uint(trustBase.epochStartRound),
      array(
        trustBase.rootNodes.map(({ nodeId, sigKey, stake }) =>
          array([text(nodeId), bytes(hexBytes(sigKey)), uint(stake)]),
        ),
      ),
      uint(trustBase.quorumThreshold),
      hash(trustBase.stateHash),
      hash(trustBase.changeRecordHash),
      hash(trustBase.previousEntryHash),
      nullable(null, bytes),
    ]),
  );
}

function hexBytes(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
