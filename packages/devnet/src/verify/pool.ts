/** Checks signatures away from the event loop of the service; see {@link createVerifier}. */
export interface Verifier {
  /** BIP-340: `signature` 64 bytes, `message` 32 bytes, `publicKey` 32 bytes (x-only). */
  schnorr(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
  /** ECDSA secp256k1: `signature` 64 bytes R‖S, `message` 32 bytes, `publicKey` 33 bytes (compressed). */
  ecdsa(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean>;
  /** Ends the worker threads, if any were needed. */
  close(): Promise<void>;
}
