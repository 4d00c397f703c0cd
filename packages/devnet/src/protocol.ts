/** Parts of root node and aggregator, for those who build another chain of them: the doubles of the rehearsal. */
export { encodeInputRecord, type StateChange } from "./aggregator/certificate/input-record.ts";
export type { Round } from "./aggregator/certificate/round.ts";
export {
  type CertificateParts,
  PARTITION_ID,
  sealCertificate,
  sealHash,
} from "./aggregator/certificate/unicity-certificate.ts";
export type { Block } from "./aggregator/chain/chain.ts";
export type { CertificationLeaf, Certified, CommitmentLeaf } from "./aggregator/chain/leaves.ts";
export { certificationValue } from "./aggregator/requests/leaf-values.ts";
export type { CertificationRequest } from "./aggregator/rounds/sequencer.ts";
export type { Waiting } from "./aggregator/rounds/waiting-room.ts";
export type { ChainView, RpcContext, RpcMethod } from "./aggregator/rpc/context.ts";
export { lazyVerifier } from "./aggregator/rpc/lazy-verifier.ts";
export { methodsOfBlocks } from "./aggregator/rpc/methods-blocks.ts";
export { methodsV1 } from "./aggregator/rpc/methods-v1.ts";
export { methodsV3 } from "./aggregator/rpc/methods-v3.ts";
export { RPC_CODES, RpcError } from "./aggregator/rpc/rpc-error.ts";
export { RpcServer } from "./aggregator/rpc/rpc-server.ts";
export { PathTreeV1 } from "./aggregator/tree/path-tree-v1.ts";
export { RadixTreeV3 } from "./aggregator/tree/radix-tree-v3.ts";
export * as cbor from "./cbor/encode.ts";
export { CborError, CborReader } from "./cbor/reader.ts";
export { DevnetError, describeError } from "./errors.ts";
export { BodyTooLarge, readBody, sendJson } from "./http/messages.ts";
export { type HttpServer, startHttpServer } from "./http/server.ts";
export type { GenerationName } from "./identity/generation.ts";
export { fromHex, toHex, toHex0x } from "./identity/hex.ts";
export { nodeIdOf } from "./identity/node-id.ts";
export {
  createPrivateKey,
  isPrivateKey,
  publicKeyOf,
  signDigest,
  verifySignature,
} from "./identity/secp256k1.ts";
export { type RootNode, type TrustBase, trustBaseFile, trustBaseMessage } from "./identity/trust-base.ts";
export { parseTrustBase, trustBaseGeneration } from "./identity/trust-base-check.ts";
export { type DecodedCertificate, decodeCertificate } from "./proof/decode-certificate.ts";
export { type ProofVerdict, verifyUnicityCertificate } from "./proof/verify-certificate.ts";
export { writeFileAtomic } from "./storage/atomic-file.ts";
export { openDatabase } from "./storage/sqlite.ts";
