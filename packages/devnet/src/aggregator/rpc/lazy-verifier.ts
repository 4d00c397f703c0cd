import { createVerifier, type Verifier } from "../../verify/pool.ts";

/** A verifier that compiles the curve for the first signature: an idle aggregator stays small. */
export function lazyVerifier(): Verifier {
  let verifier: Verifier | undefined;
  const open = () => {
    verifier ??= createVerifier();
    return verifier;
  };
  return {
    schnorr: (...args) => open().schnorr(...args),
    ecdsa: (...args) => open().ecdsa(...args),
    close: async () => verifier?.close(),
  };
}
