import { ComposeGenError, type ErrorParts } from "../errors.ts";
import { askEach } from "../lock/ask-registries.ts";
import { compareFollowed, type FollowedTag } from "../lock/followed-tag.ts";
import { groupErrors } from "../lock/group-errors.ts";
import { listTags } from "../lock/list-tags.ts";
import { newerTags, type TagComparison } from "../lock/newer-tags.ts";
import { recordedDigest } from "../lock/recorded-digest.ts";
import { isUnreachable } from "../lock/registry-error.ts";
import { resolveTag } from "../lock/resolve-tag.ts";
import { own } from "../own.ts";
import { type CliContext, exitCodes } from "./context.ts";
import type { LockRequest } from "./lock.ts";
import { referenceOf, registryOptions } from "./lock-registries.ts";

type Comparison = (TagComparison & { complete: boolean }) | FollowedTag;
type Row = { key: string; reference: string } & (Comparison | { status: "failed"; error: ErrorParts });

/** More newer tags than anybody reads are counted. */
const SHOWN = 5;

/** `compose-gen lock --outdated`: newer tags of each image, and followed tags that moved; it reports and changes nothing. */
export async function listOutdated(context: CliContext, request: LockRequest): Promise<number> {
  const { source, keys, json } = request;
  const answers = await askEach(
    source.images,
    keys,
    registryOptions(context, request),
    async (client, image, key): Promise<Comparison> => {
      if (image.follows !== undefined) {
        const recorded = recordedDigest(image, own(source.lock().images, key));
        return compareFollowed(image.follows, (await resolveTag(client, image.follows)).digest, recorded);
      }
      const { tags, complete } = await listTags(client);
      return { ...newerTags(image.tag ?? "", tags), complete };
    },
  );
  const rows = keys.flatMap((key): Row[] => {
    const answer = own(answers, key);
    if (!answer) return [];
    const reference = referenceOf(source, key);
    if (!answer.ok) return [{ key, reference, status: "failed", error: answer.error }];
    return [{ key, reference, ...answer.value }];
  });
  if (json) context.out(`${JSON.stringify({ version: 1, images: rows }, null, 2)}\n`);
  else print(context, rows);
  const errors = failuresOf(rows).map(({ error }) => error);
  if (errors.some(({ code }) => isUnreachable(code))) return exitCodes.unreachable;
  return errors.length > 0 ? exitCodes.failed : exitCodes.ok;
}

function failuresOf(rows: readonly Row[]) {
  return rows.flatMap((row) => (row.status === "failed" ? [{ key: row.key, error: row.error }] : []));
}

function print(context: CliContext, rows: readonly Row[]): void {
  for (const row of rows) {
    if (row.status === "failed") continue;
    const partial = "follows" in row || row.complete ? "" : " (only a part of the tags was read)";
    context.out(`${row.key.padEnd(22)} ${row.reference}  ${describe(row)}${partial}\n`);
  }
  for (const error of groupErrors(failuresOf(rows))) context.err(`${new ComposeGenError(error).message}\n`);
}

function describe(row: TagComparison | FollowedTag): string {
  if ("follows" in row) return describeFollowed(row);
  if (row.status === "current") return "no newer tag of this kind";
  if (row.status === "incomparable")
    return `a commit, which has no order; other commits with a tag: ${row.others}`;
  const more = row.newer.length > SHOWN ? ` and ${row.newer.length - SHOWN} more` : "";
  return `newer: ${row.newer.slice(0, SHOWN).join(", ")}${more}`;
}

function describeFollowed({ status, follows, now }: FollowedTag): string {
  if (status === "current") return `${follows} is still the digest of the lock`;
  return status === "moved" ? `${follows} has moved: ${now}` : `no digest yet; ${follows} is ${now}`;
}
