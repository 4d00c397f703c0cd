import { isComposeGenError } from "@unicity-sphere/compose-gen";
import {
  authorize,
  type FindCredentials,
  type HttpAnswer,
  MAX_BODY_BYTES,
  type RegistryTarget,
  requireClock,
} from "@unicity-sphere/compose-gen/registry";
import { type ExchangeOptions, exchange, type Request } from "./exchange.ts";
import { loginMissing, pushDenied } from "./push-error.ts";
import { withPatience } from "./with-patience.ts";

/** What publishing needs from the outside. */
export interface SessionOptions extends ExchangeOptions {
  findCredentials: FindCredentials;
  now(): Date;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<unknown>;
}

/** Sends requests to one repository and answers its questions for a login and for patience. */
export type Send = (request: Request) => Promise<HttpAnswer>;

/**
 * A session that logs in when it is asked to, may pull and push, and waits as long as a rate limit says.
 *
 * @throws ComposeGenError `LOGIN_MISSING`, `PUSH_DENIED`, `CLOCK_WRONG`, `REGISTRY_…`; any other status is the answer
 */
export function openSession(target: RegistryTarget, options: SessionOptions): Send {
  let authorization: string | undefined;
  const ask = async (request: Request): Promise<HttpAnswer> => {
    // A registry may take uploads at another host, which gets no login.
    const own = request.url.origin === target.origin;
    const send = async () => {
      const answer = await exchange(request, own ? authorization : undefined, options);
      requireClock(answer, options.now());
      return answer;
    };
    const answer = await send();
    if (answer.status !== 401 || !own) return answer;
    authorization = await login(answer, target, options);
    const second = await send();
    if (second.status === 401) throw refused(second, target, options);
    return second;
  };
  return (request) => withPatience(() => ask(request), options);
}

async function login(answer: HttpAnswer, target: RegistryTarget, options: SessionOptions): Promise<string> {
  const http = { fetch: options.fetch, timeout: options.timeout, maxBytes: MAX_BODY_BYTES };
  // Nobody gets a token for pushing; one for pulling is enough to ask what is published.
  const actions = options.findCredentials(new URL(target.origin).host) === undefined ? "pull" : "pull,push";
  try {
    return await authorize(answer, target, options.findCredentials, http, actions);
  } catch (error) {
    throw isComposeGenError(error) && error.code === "REGISTRY_DENIED"
      ? refused(answer, target, options)
      : error;
  }
}

function refused(answer: HttpAnswer, { origin }: RegistryTarget, { findCredentials }: SessionOptions) {
  return findCredentials(new URL(origin).host) === undefined ? loginMissing(answer.url) : pushDenied(answer);
}
