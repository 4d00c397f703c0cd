import {
  cbor,
  fromHex,
  type GenerationName,
  type TrustBase,
  trustBaseMessage,
} from "@unicity-sphere/devnet/protocol";

/** A trust base in CBOR with its signatures: the signed message with its last element filled in. */
export function encodeTrustBase(trustBase: TrustBase, generation: GenerationName): Uint8Array {
  const unsigned = trustBaseMessage(trustBase, generation);
  const [signature] = Object.entries(trustBase.signatures);
  if (!signature) return unsigned;
  const [nodeId, hex] = signature;
  const map = cbor.singleMap(cbor.text(nodeId), cbor.bytes(fromHex(hex) ?? new Uint8Array()));
  return cbor.concat([unsigned.subarray(0, -1), map]);
}
