import { z } from "zod";
import type { ComposeGenError } from "../errors.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import type { FindCredentials } from "./docker-credentials.ts";
import { parseJson } from "./parse-json.ts";
import { registryError, shownUrl, untrusted } from "./registry-error.ts";
import type { RegistryTarget } from "./registry-target.ts";
import { type HttpAnswer, type HttpOptions, sendRequest } from "./send-request.ts";
import { statusError } from "./status-error.ts";

/** Printable ASCII without spaces: fits in a header, and holds no second header. */
const token = z.string().regex(/^[\x21-\x7e]{1,65536}$/);
const tokenAnswer = z.object({ token: token.optional(), access_token: token.optional() });

/** What a token is asked for. */
export type Actions = "pull" | "pull,push";

/**
 * The `Authorization` header that answers a 401: a token for this repository, anonymous or with the credentials of the
 * registry (Docker Registry v2 token authentication), or these credentials themselves (`Basic`).
 *
 * @param actions what the token is for; default pulling
 * @throws ComposeGenError `REGISTRY_DENIED`, `REGISTRY_UNTRUSTED`, and what a request may throw
 */
export async function authorize(
  denied: HttpAnswer,
  target: RegistryTarget,
  find: FindCredentials,
  http: HttpOptions,
  actions: Actions = "pull",
): Promise<string> {
  // A challenge that comes from elsewhere after a redirect is not the registry's.
  if (denied.url.origin !== target.origin) throw noAccess(denied.url, false);
  const challenges = parseChallenges(denied.headers.get("www-authenticate") ?? "");
  const credentials = find(new URL(target.origin).host);
  const bearer = challenges.find(({ scheme }) => scheme === "bearer");
  if (bearer) return `Bearer ${await fetchToken(bearer, denied.url, { target, actions }, credentials, http)}`;
  if (challenges.some(({ scheme }) => scheme === "basic") && credentials) return `Basic ${credentials}`;
  throw noAccess(denied.url, credentials !== undefined);
}

/** The error when a registry refuses even with what it was given. */
export function noAccess(url: URL, withCredentials: boolean): ComposeGenError {
  return registryError("REGISTRY_DENIED", {
    what: `The registry at ${url.host} gives no access to the image.`,
    where: shownUrl(url),
    evidence: withCredentials ? "status 401 with the credentials of the Docker configuration" : "status 401",
    cause: "The image is private, or there is none with this name.",
    next: "Check the name, or run `docker login` for this host; credential helpers are not asked, only `auths` is read.",
  });
}

async function fetchToken(
  { parameters }: Challenge,
  asked: URL,
  { target, actions }: { target: RegistryTarget; actions: Actions },
  credentials: string | undefined,
  http: HttpOptions,
): Promise<string> {
  const { realm = "", service, scope } = parameters;
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw untrusted(asked, "The registry names no usable token service.");
  if (asked.protocol === "https:" && url.protocol === "http:")
    throw untrusted(
      asked,
      "The registry, asked over https, names a token service of plain http.",
      url.origin,
    );
  if (service) url.searchParams.set("service", service);
  url.searchParams.set(
    "scope",
    scope && !scope.startsWith("repository:") ? scope : `repository:${target.name}:${actions}`,
  );
  const authorization = credentials ? `Basic ${credentials}` : undefined;
  const answer = await sendRequest(url, { authorization, accept: "application/json" }, http);
  if (answer.status === 401 || answer.status === 403) throw noAccess(url, credentials !== undefined);
  if (answer.status !== 200) throw statusError(answer);
  const parsed = tokenAnswer.safeParse(parseJson(answer));
  const found = parsed.data?.token ?? parsed.data?.access_token;
  if (!found) throw untrusted(url, "The token service answers without a token.");
  return found;
}
