import { instantiateCurve } from "./curve-module.ts";
import type { WasmModule } from "./webassembly.ts";

/** The two checks; arguments have the lengths documented at `Verifier`. */
export interface Curve {
  schnorr(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  ecdsa(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/**
 * tiny-secp256k1 2.2.4 refuses a key that is no point of the curve with an exception that crosses WebAssembly frames
 * and leaves about 300 bytes of its 1 MiB stack behind: after some 3,400 of them every further check fails.
 * A fresh instance well before that keeps hostile keys harmless.
 */
const REFUSALS_PER_INSTANCE = 256;

/** Checks with one instance of the compiled module: about 2 MB and 1 ms to open. */
export function openCurve(module: WasmModule): Curve {
  let instance = instantiateCurve(module);
  let refusals = 0;

  function refused(): false {
    refusals += 1;
    if (refusals === REFUSALS_PER_INSTANCE) {
      instance = instantiateCurve(module);
      refusals = 0;
    }
    return false;
  }

  return {
    schnorr: (signature, message, publicKey) => {
      try {
        return instance.verifySchnorr(signature, message, publicKey);
      } catch {
        return refused();
      }
    },
    ecdsa: (signature, message, publicKey) => {
      try {
        return instance.verifyEcdsa(signature, message, publicKey);
      } catch {
        return refused();
      }
    },
  };
}
