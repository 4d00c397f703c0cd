import { ACCEPT_MANIFESTS, readManifest, registryTarget } from "@unicity-sphere/compose-gen/registry";
import { digestMismatch, pushStatusError } from "./push-error.ts";
import { openSession, type SessionOptions } from "./session.ts";
import { type StoredManifest, storedManifest } from "./stored-manifest.ts";
import { withRetries } from "./with-retries.ts";

/** Content that a manifest refers to. */
export interface BlobSource {
  digest: string;
  /** Its bytes, which are read as often as they are sent. */
  open(): Promise<Blob>;
}

/** One repository of a registry, to publish to. */
export interface Repository {
  /** With its host, e.g. `ghcr.io/unicity-sphere/relay`. */
  readonly name: string;
  /** What a tag or digest is; nothing when there is none. */
  manifest(reference: string): Promise<StoredManifest | undefined>;
  /** Sends a blob unless the repository has it; true when it was sent. */
  pushBlob(blob: BlobSource): Promise<boolean>;
  /** Stores a manifest under its digest or a tag. */
  pushManifest(reference: string, manifest: StoredManifest): Promise<void>;
}

/**
 * Opens a repository (OCI distribution specification, "Push"). Nothing is asked before the first call, and every call may be
 * repeated. A registry on loopback is asked in plain http, any other over https; mirrors play no part.
 *
 * @param name repository with its host
 * @throws ComposeGenError `REGISTRY_UNKNOWN`; its methods `LOGIN_MISSING`, `PUSH_DENIED`, `DIGEST_MISMATCH`, `REGISTRY_…`
 */
export function openRepository(name: string, options: SessionOptions): Repository {
  const target = registryTarget(name, {});
  const send = openSession(target, options);
  const at = (resource: string) => new URL(`${target.origin}/v2/${target.name}/${resource}`);
  const repeated = <Result>(act: () => Promise<Result>) => withRetries(act, options.wait);

  const manifest = async (reference: string) => {
    const request = { method: "GET", url: at(`manifests/${reference}`) } as const;
    const answer = await send({ ...request, headers: { accept: ACCEPT_MANIFESTS } });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw pushStatusError(answer, options.now());
    const { mediaType, digest } = readManifest(answer);
    if (reference.startsWith("sha256:") && digest !== reference)
      throw digestMismatch(answer.url, reference, digest);
    return storedManifest(mediaType, answer.body);
  };

  const pushBlob = async ({ digest, open }: BlobSource) => {
    const head = await send({ method: "HEAD", url: at(`blobs/${digest}`) });
    // A redirect leads to where the content is kept.
    if (head.status === 200 || head.status === 307) return false;
    if (head.status !== 404) throw pushStatusError(head, options.now());
    const started = await send({ method: "POST", url: at("blobs/uploads/") });
    if (started.status !== 202) throw pushStatusError(started, options.now());
    const url = new URL(started.headers.get("location") ?? "", target.origin);
    url.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    const done = await send({ method: "PUT", url, headers, body: await open() });
    requireStored(done, digest);
    return true;
  };

  const pushManifest = async (reference: string, { mediaType, body, digest }: StoredManifest) => {
    const headers = { "content-type": mediaType };
    requireStored(await send({ method: "PUT", url: at(`manifests/${reference}`), headers, body }), digest);
  };

  const requireStored = (answer: Awaited<ReturnType<typeof send>>, digest: string) => {
    const said = answer.headers.get("docker-content-digest");
    if (answer.status === 400 && answer.body.includes("DIGEST_INVALID"))
      throw digestMismatch(answer.url, digest, "another digest, by the registry's own sum");
    if (answer.status !== 201) throw pushStatusError(answer, options.now());
    if (said !== null && said !== digest) throw digestMismatch(answer.url, digest, said);
  };

  return {
    name,
    manifest: (reference) => repeated(() => manifest(reference)),
    pushBlob: (blob) => repeated(() => pushBlob(blob)),
    pushManifest: (reference, stored) => repeated(() => pushManifest(reference, stored)),
  };
}
