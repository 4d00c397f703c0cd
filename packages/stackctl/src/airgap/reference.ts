import { UsageError } from "../errors.ts";

/** An image reference in its parts. */
export interface Reference {
  /** With its registry, e.g. `ghcr.io/owner/name`. */
  repository: string;
  tag?: string;
  digest?: string;
}

/** `registry/path[:tag][@sha256:…]`. @throws UsageError for anything that names no registry or neither tag nor digest */
export function parseReference(text: string): Reference {
  const [, repository, tag, digest] =
    /^([a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)+)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    ) ?? [];
  const host = repository?.split("/")[0] ?? "";
  if (repository === undefined || !/[.:]|^localhost$/.test(host) || (tag ?? digest) === undefined)
    throw new UsageError(
      `${text} cannot be asked for.`,
      "Write an image with its registry and a tag or digest, e.g. ghcr.io/owner/name:1.2.3.",
    );
  return { repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** The reference with its digest; the tag stays for people. */
export function pinned({ repository, tag }: Reference, digest: string): string {
  return `${repository}${tag ? `:${tag}` : ""}@${digest}`;
}

/** The same image at another registry, e.g. `127.0.0.1:11005`. */
export function movedTo(host: string, reference: string): string {
  return `${host}${reference.slice(reference.indexOf("/"))}`;
}
