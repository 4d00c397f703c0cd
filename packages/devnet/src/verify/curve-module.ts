import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DevnetError } from "../errors.ts";
import { bundledFile } from "./bundled-file.ts";
import { type WasmGlobal, type WasmMemory, type WasmModule, wasm } from "./webassembly.ts";

/** What tiny-secp256k1's WebAssembly file exports, as far as it is used here. */
interface CurveExports {
  memory: WasmMemory;
  initializeContext(): void;
  verifySchnorr(): number;
  verify(publicKeyLength: number, rejectHighS: number): number;
  signRecoverable(extraEntropy: number): number;
  SIGNATURE_INPUT: WasmGlobal;
  HASH_INPUT: WasmGlobal;
  PUBLIC_KEY_INPUT: WasmGlobal;
  X_ONLY_PUBLIC_KEY_INPUT: WasmGlobal;
  PRIVATE_INPUT: WasmGlobal;
}

/** One instance; both checks throw when the key is no point of the curve, signing when it is no private key. */
export interface CurveInstance {
  verifySchnorr(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  verifyEcdsa(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  /** RFC 6979, low S; @returns R‖S‖V, 65 bytes */
  signEcdsa(digest: Uint8Array, privateKey: Uint8Array): Uint8Array;
}

/**
 * Compiles libsecp256k1. The compiled module can be posted to other threads, which then need no file and no compiler.
 *
 * @throws DevnetError `CURVE_MISSING`
 */
export function loadCurveModule(): WasmModule {
  return new wasm.Module(readFileSync(curveFile()));
}

/** Binds one instance's fixed input areas. */
export function instantiateCurve(module: WasmModule): CurveInstance {
  const curve = new wasm.Instance(module, {
    "./rand.js": { generateInt32: () => randomBytes(4).readInt32LE() }, // blinds signing
    "./validate_error.js": {
      throwError: (code: number) => {
        throw new Error(`libsecp256k1 refused the input (${code}).`);
      },
    },
  }).exports as CurveExports;
  curve.initializeContext();
  const memory = new Uint8Array(curve.memory.buffer);
  const signatureAt = curve.SIGNATURE_INPUT.value;
  const messageAt = curve.HASH_INPUT.value;
  const keyAt = curve.PUBLIC_KEY_INPUT.value;
  const xOnlyKeyAt = curve.X_ONLY_PUBLIC_KEY_INPUT.value;
  const privateKeyAt = curve.PRIVATE_INPUT.value;
  return {
    verifySchnorr: (signature, message, publicKey) => {
      memory.set(signature, signatureAt);
      memory.set(message, messageAt);
      memory.set(publicKey, xOnlyKeyAt);
      return curve.verifySchnorr() === 1;
    },
    verifyEcdsa: (signature, message, publicKey) => {
      memory.set(signature, signatureAt);
      memory.set(message, messageAt);
      memory.set(publicKey, keyAt);
      return curve.verify(publicKey.length, 1) === 1;
    },
    signEcdsa: (digest, privateKey) => {
      memory.set(digest, messageAt);
      memory.set(privateKey, privateKeyAt);
      try {
        const recovery = curve.signRecoverable(0);
        return Uint8Array.from([...memory.subarray(signatureAt, signatureAt + 64), recovery]);
      } finally {
        memory.fill(0, privateKeyAt, privateKeyAt + 32);
      }
    },
  };
}

function curveFile(): string {
  const bundled = bundledFile("secp256k1.wasm");
  if (bundled) return bundled;
  try {
    // The package's CommonJS entry is lib/cjs/index.cjs; the file is not among its exports.
    const entry = createRequire(import.meta.url).resolve("tiny-secp256k1");
    return join(dirname(dirname(entry)), "secp256k1.wasm");
  } catch (error) {
    throw new DevnetError(
      {
        code: "CURVE_MISSING",
        what: "The file that makes and checks signatures (secp256k1.wasm) is not there.",
        where: import.meta.url,
        evidence: error instanceof Error ? error.message : String(error),
        next: "Build or install the package again.",
      },
      { cause: error },
    );
  }
}
