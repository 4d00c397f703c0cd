import type { ComposeGenError } from "../errors.ts";
import { SET_THE_CLOCK } from "./clock.ts";
import { NAME_A_MIRROR, registryError, shownUrl } from "./registry-error.ts";

/** Error code of the network layer → likely cause. */
const causes: Record<string, string> = {
  ENOTFOUND: "The name does not resolve: no network, no DNS, or a misspelt host.",
  EAI_AGAIN: "DNS does not answer: this machine may have no network.",
  ECONNREFUSED: "Nothing listens there, or a firewall refuses.",
  ECONNRESET: "The connection was cut.",
  EHOSTUNREACH: "There is no route to the host.",
  ENETUNREACH: "This machine has no network.",
  UND_ERR_CONNECT_TIMEOUT: "The host does not answer: a firewall may drop the packets.",
  UND_ERR_SOCKET: "The connection was cut.",
  CERT_HAS_EXPIRED: "The certificate of the host has expired, or the clock of this machine is wrong.",
  CERT_NOT_YET_VALID: "The clock of this machine is behind, or the host has a certificate of the future.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The host has a certificate that this machine does not trust.",
  SELF_SIGNED_CERT_IN_CHAIN: "A proxy may read the traffic with a certificate of its own.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The host has a certificate that this machine does not trust.",
};

/** A certificate is refused for its time. */
const OF_THE_CLOCK = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/** The error for a request that got no answer. */
export function connectionError(url: URL, error: unknown): ComposeGenError {
  const code = networkCode(error);
  const cause = causes[code];
  return registryError(
    "REGISTRY_UNREACHABLE",
    {
      what: `The registry at ${url.host} gives no answer.`,
      where: shownUrl(url),
      evidence: code,
      ...(cause ? { cause } : {}),
      next: OF_THE_CLOCK.has(code)
        ? `Look at \`date -u\`. ${SET_THE_CLOCK}`
        : /CERT|VERIFY/.test(code)
          ? `Give the certificate authority in NODE_EXTRA_CA_CERTS, or ${NAME_A_MIRROR}`
          : `Check the network; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1 (Node.js 24), or ${NAME_A_MIRROR}`,
    },
    { cause: error },
  );
}

/** The error for a request that was given up. */
export function timeoutError(url: URL, milliseconds: number): ComposeGenError {
  return registryError("REGISTRY_TIMEOUT", {
    what: `The registry at ${url.host} did not finish its answer within ${milliseconds / 1_000} s.`,
    where: shownUrl(url),
    next: `Try again later, with a larger --timeout, or ${NAME_A_MIRROR}`,
  });
}

/** `ECONNREFUSED` and the like from the chain of causes: messages of the network layer may repeat headers. */
function networkCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as NodeJS.ErrnoException;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    if (current instanceof AggregateError && current.errors.length > 0) return networkCode(current.errors[0]);
  }
  return "the connection failed";
}
