import { parseJson, requireClock, sendRequest, statusError } from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import { withPatience } from "../registry/with-patience.ts";
import { withRetries } from "../registry/with-retries.ts";

/** How npm's registry is asked. */
export interface NpmOptions {
  /** URL of the registry, e.g. `https://registry.npmjs.org/`. */
  registry: string;
  fetch: typeof fetch;
  /** For one request, milliseconds. */
  timeout: number;
  now(): Date;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<unknown>;
}

/** What the registry has of a package. */
export interface PublishedPackage {
  /** What `latest` stands for; nothing when the package is unknown. */
  latest?: string | undefined;
  /** Version → `sha512-…` of its tarball. */
  versions: Record<string, string>;
}

/** Abbreviated metadata: without readmes and scripts (npm/registry docs, "package-metadata"). */
const ACCEPT = "application/vnd.npm.install-v1+json";
const MAX_DOCUMENT_BYTES = 32 << 20;

const document = z.object({
  "dist-tags": z.record(z.string(), z.string()).default({}),
  versions: z.record(z.string(), z.object({ dist: z.object({ integrity: z.string() }) })).default({}),
});

/**
 * Asks which versions of a package are published; nobody needs a login for it.
 *
 * @throws ComposeGenError `REGISTRY_…`, `CLOCK_WRONG`
 */
export async function observePackage(name: string, options: NpmOptions): Promise<PublishedPackage> {
  const { registry, fetch, timeout, now, wait } = options;
  const url = new URL(name.replace("/", "%2f"), registry.replace(/\/*$/, "/"));
  const answer = await withRetries(async () => {
    const http = { fetch, timeout, maxBytes: MAX_DOCUMENT_BYTES };
    const answer = await withPatience(() => sendRequest(url, { accept: ACCEPT }, http), { now, wait });
    requireClock(answer, now());
    if (answer.status === 200 || answer.status === 404) return answer;
    throw statusError(answer);
  }, wait);
  if (answer.status === 404) return { versions: {} };
  const { "dist-tags": tags, versions } = document.parse(parseJson(answer));
  const sums = Object.entries(versions).map(([version, { dist }]) => [version, dist.integrity]);
  return { latest: tags.latest, versions: Object.fromEntries(sums) };
}
