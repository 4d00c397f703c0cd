import type { ComposeGenError } from "../errors.ts";
import { NAME_A_MIRROR, registryError, shownUrl } from "./registry-error.ts";
import { retryAfter } from "./retry-after.ts";
import type { HttpAnswer } from "./send-request.ts";

/** The error for a status other than 200 (and than the 401 that asks for a token). */
export function statusError(answer: HttpAnswer, now: Date = new Date()): ComposeGenError {
  const { status, url } = answer;
  const where = shownUrl(url);
  const evidence = [`status ${status}`, errorCode(answer)].filter(Boolean).join(", ");
  if (status === 429) {
    const seconds = retryAfter(answer.headers, now);
    return registryError("REGISTRY_RATE_LIMITED", {
      what: `The registry at ${url.host} limits the number of requests.`,
      where,
      evidence,
      next: `${seconds === undefined ? "Try again later" : `Try again in ${seconds} s`}, log in with \`docker login\`, or ${NAME_A_MIRROR}`,
    });
  }
  if (status === 404)
    return registryError("REGISTRY_NO_SUCH_TAG", {
      what: `The registry at ${url.host} has no such image or tag.`,
      where,
      evidence,
      cause: "The tag was deleted or never published, the name is misspelt, or the image is private.",
      next: "Correct repository and tag in images.json, or publish the image.",
    });
  if (status === 401 || status === 403)
    return registryError("REGISTRY_DENIED", {
      what: `The registry at ${url.host} gives no access to the image.`,
      where,
      evidence,
      cause: "The image is private, or there is none with this name.",
      next: "Check the name, or run `docker login` for this host.",
    });
  return registryError(status >= 500 || status === 408 ? "REGISTRY_UNREACHABLE" : "REGISTRY_UNTRUSTED", {
    what: `The registry at ${url.host} cannot answer.`,
    where,
    evidence,
    next: `Try again later, or ${NAME_A_MIRROR}`,
  });
}

/** Codes of the OCI distribution specification ("Error Codes"); other texts of a body may echo what was sent. */
const knownCodes =
  /"code"\s*:\s*"(DENIED|MANIFEST_UNKNOWN|NAME_INVALID|NAME_UNKNOWN|TAG_INVALID|TOOMANYREQUESTS|UNAUTHORIZED|UNAVAILABLE|UNSUPPORTED)"/;

function errorCode({ body }: HttpAnswer): string | undefined {
  return knownCodes.exec(body.toString("latin1", 0, 65_536))?.[1];
}
