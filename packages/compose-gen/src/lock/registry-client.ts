import { authorize, noAccess } from "./authorize.ts";
import type { FindCredentials } from "./docker-credentials.ts";
import type { RegistryTarget } from "./registry-target.ts";
import { retryAfter } from "./retry-after.ts";
import { type HttpAnswer, type HttpOptions, sendRequest } from "./send-request.ts";
import { statusError } from "./status-error.ts";

/** What asking registries needs from the outside. */
export interface RegistryOptions extends Omit<HttpOptions, "plainHost"> {
  findCredentials: FindCredentials;
  now(): Date;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<unknown>;
}

/** What a download asks for beyond its resource. */
export interface DownloadOptions {
  /** Takes the body; what it throws as a ComposeGenError ends the download with it. */
  receive(response: Response, url: URL): Promise<void>;
  /** First byte that is wanted, to go on where another download ended; default 0. */
  from?: number;
  /** For the whole of it, in milliseconds. */
  timeout: number;
}

/** Asks one repository; what it was authorised with is used again. */
export interface RegistryClient {
  target: RegistryTarget;
  now(): Date;
  /**
   * A resource below `/v2/<name>/`, or an absolute URL on the same origin.
   *
   * @throws ComposeGenError `REGISTRY_…`
   */
  get(resource: string | URL, accept: string): Promise<HttpAnswer>;
  /**
   * Streams a resource. A registry without ranges answers 200 with all of it, one with them 206.
   *
   * @throws ComposeGenError `REGISTRY_…`
   */
  download(resource: string, options: DownloadOptions): Promise<HttpAnswer>;
}

/** A longer wait is left to the reader. */
const MAX_WAIT_SECONDS = 5;
const MAX_WAITS = 2;

/** A client for the repository of `target` (OCI distribution specification, "Pull"). */
export function registryClient(target: RegistryTarget, options: RegistryOptions): RegistryClient {
  const origin = new URL(target.origin);
  const http: HttpOptions = {
    ...options,
    plainHost: target.mirrored && origin.protocol === "http:" ? origin.host : undefined,
  };
  let authorization: string | undefined;
  const ask = async (
    resource: string | URL,
    { accept, range, ...change }: { accept: string; range?: string } & Partial<HttpOptions>,
  ): Promise<HttpAnswer> => {
    const url = new URL(resource, `${target.origin}/v2/${target.name}/`);
    let authorized = false;
    for (let waits = 0; ; ) {
      const answer = await sendRequest(url, { authorization, accept, range }, { ...http, ...change });
      if (answer.status === 200 || (range !== undefined && answer.status === 206)) return answer;
      if (answer.status === 401) {
        if (authorized) throw noAccess(url, options.findCredentials(origin.host) !== undefined);
        authorized = true;
        authorization = await authorize(answer, target, options.findCredentials, http);
        continue;
      }
      const seconds = answer.status === 429 ? retryAfter(answer.headers, options.now()) : undefined;
      if (seconds === undefined || seconds > MAX_WAIT_SECONDS || waits === MAX_WAITS)
        throw statusError(answer, options.now());
      waits++;
      await options.wait(seconds * 1_000);
    }
  };
  return {
    target,
    now: options.now,
    get: (resource, accept) => ask(resource, { accept }),
    download: (resource, { from = 0, receive, timeout }) =>
      ask(resource, { accept: "*/*", receive, timeout, ...(from > 0 && { range: `bytes=${from}-` }) }),
  };
}
