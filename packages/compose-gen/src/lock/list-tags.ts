import { z } from "zod";
import { parseJson } from "./parse-json.ts";
import type { RegistryClient } from "./registry-client.ts";
import { untrusted } from "./registry-error.ts";

/** Tags of a repository; `complete` is false when there are more than are read. */
export interface TagList {
  tags: string[];
  complete: boolean;
}

const MAX_PAGES = 50;
const MAX_TAGS = 50_000;

const page = z.object({ tags: z.array(z.string()).nullish() });
/** OCI distribution specification, "Pull": what a tag may look like. */
const tagPattern = /^\w[\w.-]{0,127}$/;

/**
 * The tags of a repository, page by page (OCI distribution specification, "Listing Tags"; RFC 8288 `Link`).
 *
 * @throws ComposeGenError `REGISTRY_…`
 */
export async function listTags(client: RegistryClient): Promise<TagList> {
  const { origin, name } = client.target;
  const tags = new Set<string>();
  const seen = new Set<string>();
  let next: URL | undefined = new URL(`${origin}/v2/${name}/tags/list?n=1000`);
  while (next !== undefined) {
    if (seen.size === MAX_PAGES || tags.size > MAX_TAGS) return { tags: [...tags], complete: false };
    const current: URL = next;
    const answer = await client.get(current, "application/json");
    const parsed = page.safeParse(parseJson(answer));
    if (!parsed.success) throw untrusted(answer.url, "The answer is no list of tags.");
    for (const tag of parsed.data.tags ?? []) if (tagPattern.test(tag)) tags.add(tag);
    seen.add(current.href);
    next = nextPage(answer.headers.get("link"), current);
    if (next && seen.has(next.href)) throw untrusted(current, "The pages of tags lead in a circle.");
  }
  return { tags: [...tags], complete: true };
}

/** The `rel="next"` of a `Link` header; it stays on the host that was asked. */
function nextPage(link: string | null, url: URL): URL | undefined {
  const [, target] = /<([^<>]+)>\s*;[^,<]*\brel="?next\b/i.exec(link?.slice(0, 8_192) ?? "") ?? [];
  if (target === undefined) return undefined;
  const next = URL.canParse(target, url.href) ? new URL(target, url) : undefined;
  if (next?.origin !== url.origin)
    throw untrusted(url, "The next page of tags is on another host.", next?.origin);
  return next;
}
