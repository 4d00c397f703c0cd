import { resolve } from "node:path";
import { UsageError } from "../errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Who has to have signed an image, as the environment says it; what is not there has a default. */
export interface VerifySettings {
  /** PEM file of a public key, in place of identities (`VERIFY_KEY_FILE`). */
  keyFile?: string;
  /** The identity in the certificate, exactly (`VERIFY_IDENTITY`); default: the release workflow of the image's owner. */
  identity?: string;
  /** Who vouches for the identity (`VERIFY_ISSUER`). */
  issuer: string;
  /** A `trusted_root.json` of Sigstore's form (`VERIFY_TRUSTED_ROOT_FILE`); default: Sigstore's public one, over TUF. */
  trustedRootFile?: string;
}

/** Issuer of the tokens of GitHub Actions (Fulcio's OID information, "Issuer"). */
const GITHUB = "https://token.actions.githubusercontent.com";

/** @param cwd folder that relative paths count from. @throws UsageError when key and identity are both given */
export function verifySettings(env: Environment, cwd: string): VerifySettings {
  const { VERIFY_KEY_FILE: key, VERIFY_IDENTITY: identity, VERIFY_TRUSTED_ROOT_FILE: root } = env;
  if (key && (identity || env.VERIFY_ISSUER))
    throw new UsageError(
      "VERIFY_KEY_FILE and VERIFY_IDENTITY or VERIFY_ISSUER exclude each other.",
      "Unset the one or the others: a signature is made with a key, or by an identity.",
    );
  return {
    ...(key && { keyFile: resolve(cwd, key) }),
    ...(identity && { identity }),
    issuer: env.VERIFY_ISSUER || GITHUB,
    ...(root && { trustedRootFile: resolve(cwd, root) }),
  };
}
