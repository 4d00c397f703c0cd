import { ComposeGenError, isComposeGenError } from "@unicity-sphere/compose-gen";
import { type HttpAnswer, shownUrl, statusError } from "@unicity-sphere/compose-gen/registry";

const GO_ON = "Run the same command again: what is in the registry stays, and is not sent twice.";

/** The registry wants a login, and the Docker configuration has none for it. */
export function loginMissing(url: URL): ComposeGenError {
  return new ComposeGenError({
    code: "LOGIN_MISSING",
    what: `There is no login for ${url.host}.`,
    where: shownUrl(url),
    evidence: "status 401",
    cause:
      "`docker login` was not run for this host, or its credentials are in a helper, which is not asked.",
    next: `docker login ${url.host}; in GitHub Actions the job needs \`permissions: packages: write\`.`,
  });
}

/** The registry knows who asks and refuses, or the password is wrong. */
export function pushDenied({ status, url }: Pick<HttpAnswer, "status" | "url">): ComposeGenError {
  return new ComposeGenError({
    code: "PUSH_DENIED",
    what: `The registry at ${url.host} does not let this account publish here.`,
    where: shownUrl(url),
    evidence: `status ${status} with the credentials of the Docker configuration`,
    cause:
      "The password is wrong or has expired, the token lacks `write:packages`, or the package belongs to another repository.",
    next: `docker login ${url.host} with an account that may write, or give the repository access in the settings of the package.`,
  });
}

/** What was answered is not what was sent. */
export function digestMismatch(url: URL, sent: string, answered: string): ComposeGenError {
  return new ComposeGenError({
    code: "DIGEST_MISMATCH",
    what: "The registry keeps something else than what was sent.",
    where: shownUrl(url),
    evidence: `sent     ${sent}\nanswered ${answered}`,
    cause: "The registry, or a proxy on the way, changes what passes through it.",
    next: "Push over another network; no tag may be used that has not the digest that was sent.",
  });
}

/** The error for a status that ends a push. */
export function pushStatusError(answer: HttpAnswer, now: Date): ComposeGenError {
  if (answer.status === 401 || answer.status === 403) return pushDenied(answer);
  return resumable(statusError(answer, now)) as ComposeGenError;
}

/** An error of the network with the way on that a push has. */
export function resumable(error: unknown): unknown {
  if (!isComposeGenError(error) || !isTransient(error.code)) return error;
  return new ComposeGenError({ ...error.parts, next: GO_ON }, { cause: error });
}

/** True when the same request may succeed later. */
export function isTransient(code: string): boolean {
  return ["REGISTRY_UNREACHABLE", "REGISTRY_TIMEOUT", "REGISTRY_RATE_LIMITED"].includes(code);
}
