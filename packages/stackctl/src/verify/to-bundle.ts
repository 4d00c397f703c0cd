import { X509Certificate } from "node:crypto";
import { type Bundle, bundleFromJSON } from "@sigstore/bundle";
import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import type { FoundSignature } from "./find-signatures.ts";

/** cosign's annotation `dev.sigstore.cosign/bundle`: what Rekor has promised to keep. */
const logEntry = z.object({
  SignedEntryTimestamp: z.string(),
  Payload: z.object({
    body: z.string(),
    integratedTime: z.int(),
    logIndex: z.int(),
    logID: z.string().regex(/^[0-9a-f]+$/),
  }),
});
const entryBody = z.object({ kind: z.string(), apiVersion: z.string() });

/**
 * cosign's signature in Sigstore's own form, version 0.1 of its bundle: a certificate and a promise of the log.
 *
 * @param by what verifies it: a key knows neither certificate nor log
 * @throws Error of any kind for what is malformed
 */
export function toBundle(found: FoundSignature, by: "key" | "identity"): Bundle {
  const { payload, signature, certificate } = found;
  const digest = Buffer.from(sha256(payload).slice("sha256:".length), "hex").toString("base64");
  return bundleFromJSON({
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial:
      by === "key"
        ? { publicKey: { hint: "" }, tlogEntries: [] }
        : {
            x509CertificateChain: {
              certificates: [{ rawBytes: new X509Certificate(certificate ?? "").raw.toString("base64") }],
            },
            tlogEntries: found.logEntry === undefined ? [] : [toLogEntry(found.logEntry)],
          },
    messageSignature: { messageDigest: { algorithm: "SHA2_256", digest }, signature },
  });
}

function toLogEntry(text: string) {
  const { SignedEntryTimestamp, Payload } = logEntry.parse(JSON.parse(text));
  const { kind, apiVersion } = entryBody.parse(JSON.parse(Buffer.from(Payload.body, "base64").toString()));
  return {
    logIndex: `${Payload.logIndex}`,
    logId: { keyId: Buffer.from(Payload.logID, "hex").toString("base64") },
    kindVersion: { kind, version: apiVersion },
    integratedTime: `${Payload.integratedTime}`,
    inclusionPromise: { signedEntryTimestamp: SignedEntryTimestamp },
    canonicalizedBody: Payload.body,
  };
}
