import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { getTrustedRoot, type TUFOptions } from "@sigstore/tuf";
import { toTrustMaterial, Verifier } from "@sigstore/verify";
import { EXIT, messageOf, StackError } from "../errors.ts";
import { refused } from "./errors.ts";
import type { VerifySettings } from "./settings.ts";

/** What signatures are held against. */
export interface Trust {
  by: "key" | "identity";
  verifier: Verifier;
}

/** Where Sigstore's root comes from: `cachePath`, and for tests another mirror with its own first root. */
export type TufOptions = TUFOptions & { cachePath: string };

/**
 * A key trusts what was signed with it, at any time and without a log. An identity is trusted with a certificate, its entry in
 * the log of certificates, and the signature's in the log of signatures.
 *
 * @throws StackError `VERIFY_FILE_UNREADABLE`, `TRUST_ROOT_UNREACHABLE`
 */
export async function openTrust(
  { keyFile, trustedRootFile }: VerifySettings,
  tuf: TufOptions,
): Promise<Trust> {
  if (keyFile !== undefined) {
    const publicKey = readWith(keyFile, "VERIFY_KEY_FILE", (text): KeyObject => createPublicKey(text));
    const material = toTrustMaterial(TrustedRoot.fromJSON({}), () => ({ publicKey, validFor: () => true }));
    const none = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };
    return { by: "key", verifier: new Verifier(material, none) };
  }
  const root =
    trustedRootFile === undefined
      ? await publicRoot(tuf)
      : readWith(trustedRootFile, "VERIFY_TRUSTED_ROOT_FILE", (text) =>
          TrustedRoot.fromJSON(JSON.parse(text)),
        );
  return { by: "identity", verifier: new Verifier(toTrustMaterial(root)) };
}

function readWith<Result>(file: string, variable: string, read: (text: string) => Result): Result {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (error) {
    throw new StackError(
      {
        code: "VERIFY_FILE_UNREADABLE",
        what: `${variable} names no file that can be used; nothing was verified.`,
        where: file,
        evidence: messageOf(error),
        cause: "The path is wrong, or the file is something else.",
        next: "Name a public key in PEM, such as cosign.pub, or a trusted_root.json of Sigstore.",
      },
      EXIT.usage,
      { cause: error },
    );
  }
}

/** Sigstore's public root; without an answer of now there is none, as it may have been withdrawn. */
async function publicRoot(tuf: TufOptions): Promise<TrustedRoot> {
  try {
    return await getTrustedRoot({ timeout: 15_000, ...tuf });
  } catch (error) {
    throw refused(
      {
        code: "TRUST_ROOT_UNREACHABLE",
        what: "The keys that Sigstore's signatures are held against cannot be had; nothing was verified.",
        where: tuf.mirrorURL ?? "https://tuf-repo-cdn.sigstore.dev",
        evidence: reasons(error),
        cause:
          "This host does not reach Sigstore's repository of keys (TUF), or something on the way changes it.",
        next: "Let it reach that host; or bring a trusted_root.json: VERIFY_TRUSTED_ROOT_FILE=FILE. To do without, for an image alone: --unverified KEY",
      },
      EXIT.unreachable,
      error,
    );
  }
}

/** What it says, and what has led to it. */
function reasons(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}\n${reasons(cause)}`;
}
