import { type RegistryOptions, registryClient, registryTarget } from "@unicity-sphere/compose-gen/registry";
import { parseReference, pinned } from "../airgap/reference.ts";
import { EXIT, messageOf, StackError, UsageError } from "../errors.ts";
import { checkSignature } from "./check-signature.ts";
import { asRefusal, together, withWaiver } from "./errors.ts";
import { type FoundSignature, findSignatures } from "./find-signatures.ts";
import { expectedIdentity } from "./identity.ts";
import { requireIndex } from "./require-index.ts";
import { type VerifySettings, verifySettings } from "./settings.ts";
import { openTrust, type Trust, type TufOptions } from "./trust.ts";

/** An image that is about to run. */
export interface ImageToVerify {
  /** Key in `images.json`, else its name. */
  key: string;
  reference: string;
  /** One of ours; others have publishers of their own, and are not covered. */
  own: boolean;
}

/** What became of an image. */
export interface VerifiedImage {
  key: string;
  reference: string;
  outcome: "verified" | "not-covered" | "waived";
  /** Who has signed it; null unless it is verified. */
  signer: string | null;
}

/** What verifying needs from the outside. */
export interface VerifyOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths count from. */
  cwd: string;
  registry: RegistryOptions;
  tuf: TufOptions;
  /** Keys of images that are let through unseen. */
  unverified: readonly string[];
}

/**
 * Verifies own images: registry content, tag and signature. Fails closed: what cannot be looked at is refused.
 *
 * @returns what became of each, in their order
 * @throws UsageError for a waiver of an image that there is not; StackError that names all that are refused
 */
export async function verifyImages(
  images: readonly ImageToVerify[],
  options: VerifyOptions,
): Promise<VerifiedImage[]> {
  const own = images.filter((image) => image.own);
  refuseUnknownWaivers(own, options.unverified);
  const due = own.filter(({ key }) => !options.unverified.includes(key));
  const settings = verifySettings(options.env, options.cwd);
  const trust = due.length === 0 ? undefined : await openTrust(settings, options.tuf);
  const refusals: StackError[] = [];
  const results = await Promise.all(
    images.map(async ({ key, reference, own }): Promise<VerifiedImage> => {
      if (!own) return { key, reference, outcome: "not-covered", signer: null };
      if (trust === undefined || options.unverified.includes(key))
        return { key, reference, outcome: "waived", signer: null };
      const signer = await verifyImage(reference, { trust, settings }, options).catch((error: unknown) => {
        const refusal = asRefusal(error, reference);
        if (!(refusal instanceof StackError)) throw refusal;
        refusals.push(withWaiver(refusal, key));
        return null;
      });
      return { key, reference, outcome: "verified", signer };
    }),
  );
  const refusal = together(refusals);
  if (refusal) throw refusal;
  return results;
}

/** @returns who has signed it */
async function verifyImage(
  text: string,
  { trust, settings }: { trust: Trust; settings: VerifySettings },
  { env, registry }: VerifyOptions,
): Promise<string> {
  const reference = referenceOf(text);
  const { repository } = reference;
  const client = registryClient(registryTarget(repository, env), registry);
  const image = await requireIndex(client, reference);
  const name = pinned(reference, image);
  const identity = expectedIdentity(repository, settings.identity);
  const check = { trust, identity, issuer: settings.issuer, image, name };
  return firstGood(await findSignatures(client, image, name), (found) => checkSignature(found, check));
}

/** One good signature is enough; without any the first one's error counts. */
function firstGood(all: readonly FoundSignature[], check: (found: FoundSignature) => string): string {
  let first: unknown;
  for (const found of all) {
    try {
      return check(found);
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** A name without a registry is an image that was built here. */
function referenceOf(text: string) {
  try {
    return parseReference(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new StackError(
      {
        code: "IMAGE_WITHOUT_REGISTRY",
        what: `The image ${text} has no registry that could have its signature.`,
        where: text,
        evidence: messageOf(error),
        cause: "It was built on this machine, or its name is mistyped.",
        next: "Name an image with registry, tag and digest: --image KEY=REGISTRY/NAME:TAG@sha256:….",
      },
      EXIT.degraded,
      { cause: error },
    );
  }
}

function refuseUnknownWaivers(own: readonly ImageToVerify[], unverified: readonly string[]): void {
  const keys = [...new Set(own.map(({ key }) => key))].sort();
  const wrong = unverified.find((key) => !keys.includes(key));
  if (wrong !== undefined)
    throw new UsageError(
      `--unverified ${wrong} names no image of ours that is about to run.`,
      `Known: ${keys.join(", ") || "none"}.`,
    );
}
