import { StackError } from "../../errors.ts";
import type { Proof } from "../proofs.ts";
import { found } from "../timeline.ts";

const UNKNOWN = "nobody.rehearsal.example.org";

/** HAProxy passes TLS on by name, and has no certificate of its own. */
export const provesUnknownName: Proof = async (rehearsal) => {
  const certificate = await rehearsal.certificate(UNKNOWN).catch((error: Error) => error);
  if (certificate instanceof Error) return found(`${UNKNOWN}: ${certificate.message}`);
  const evidence = `${UNKNOWN} gets the certificate of ${certificate.subject}`;
  throw new StackError({
    code: "UNKNOWN_NAME_SERVED",
    what: "An unknown name gets a certificate.",
    evidence,
  });
};
