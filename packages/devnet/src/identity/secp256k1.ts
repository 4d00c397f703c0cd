import { createECDH, createPublicKey, type KeyObject, verify } from "node:crypto";
import { type CurveInstance, instantiateCurve, loadCurveModule } from "../verify/curve-module.ts";
import { toHex } from "./hex.ts";

/** Order of the group of secp256k1 (SEC 2). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Half of the group order: a signature with a larger S is the mirrored form, which SDK 3.x rejects. */
const HALF_ORDER = Buffer.from("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", "hex");

/** DER head of a SubjectPublicKeyInfo that holds a compressed secp256k1 point (RFC 5480, SEC 2). */
const SPKI_HEAD = Buffer.from("3036301006072a8648ce3d020106052b8104000a032200", "hex");

/** A fresh private key, 32 bytes. */
export function createPrivateKey(): Uint8Array {
  const curve = createECDH("secp256k1");
  curve.generateKeys();
  const key = new Uint8Array(32);
  const generated = curve.getPrivateKey();
  key.set(generated, 32 - generated.length); // OpenSSL leaves out leading zeros
  return key;
}

/** True when 32 bytes are a private key of the curve. */
export function isPrivateKey(key: Uint8Array): boolean {
  const number = key.length === 32 ? BigInt(`0x${toHex(key)}`) : 0n;
  return number > 0n && number < ORDER;
}

/** The compressed public key, 33 bytes. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(privateKey);
  return new Uint8Array(curve.getPublicKey(null, "compressed"));
}

let signer: CurveInstance | undefined;

/**
 * Signs a 32-byte digest with libsecp256k1; @returns R‖S‖V, 65 bytes, low S, the same for the same input (RFC 6979).
 *
 * @throws DevnetError `CURVE_MISSING`
 */
export function signDigest(digest: Uint8Array, privateKey: Uint8Array): Uint8Array {
  signer ??= instantiateCurve(loadCurveModule());
  return signer.signEcdsa(digest, privateKey);
}

/**
 * Checks a 65-byte signature R‖S‖V over SHA-256(`message`) with OpenSSL: low S, V in 0…3.
 *
 * @returns false for anything malformed, too
 */
export function verifySignature(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 65 || (signature[64] as number) > 3) return false;
  if (HALF_ORDER.compare(signature, 32, 64) < 0) return false;
  const key = importPublicKey(publicKey);
  return (
    key !== undefined &&
    verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature.subarray(0, 64))
  );
}

function importPublicKey(publicKey: Uint8Array): KeyObject | undefined {
  if (publicKey.length !== 33) return undefined;
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
