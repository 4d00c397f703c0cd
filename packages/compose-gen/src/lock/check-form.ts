import type { Images } from "../model/image.ts";
import type { Lock } from "../model/lock.ts";
import { lockReference } from "../model/lock-reference.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import type { Finding } from "./finding.ts";

/**
 * What a lock shows without asking anybody: every image has the entry of exactly its tag, no entry is left over,
 * waivers have not expired; unverified digests and tags without digest are noted.
 *
 * @param today YYYY-MM-DD; a waiver holds to the end of its day
 */
export function checkForm(images: Images, lock: Lock, today: string): Finding[] {
  const findings: Finding[] = [];
  const update = (key: string) => `compose-gen lock --update ${key}`;
  const add = (key: string, level: Finding["level"], code: string, message: string, next?: string) =>
    findings.push({ key, level, code, message, ...(next ? { next } : {}) });
  for (const [key, image] of Object.entries(images)) {
    const reference = lockReference(image);
    const entry = own(lock.images, key);
    if (!entry) {
      add(key, "problem", "lock.missing", `${reference} is not in the lock`, update(key));
      continue;
    }
    if (entry.reference !== reference)
      add(
        key,
        "problem",
        "lock.tag-changed",
        `images.json says ${reference}, but the digest is that of ${entry.reference}`,
        update(key),
      );
    const { waiver } = entry;
    if (waiver && waiver.expires < today)
      add(
        key,
        "problem",
        "lock.waiver-expired",
        `the waiver expired on ${waiver.expires}: ${waiver.reason}`,
        update(key),
      );
    if (entry.digest === null)
      add(
        key,
        "note",
        image.tag === undefined ? "lock.unresolved" : "lock.tag-only",
        `${reference} has no digest yet${image.tag === undefined ? ", and cannot be used without" : ""}`,
        update(key),
      );
    else if (!entry.verified)
      add(
        key,
        "note",
        "lock.unverified",
        `no registry has confirmed the digest (${entry.source})`,
        update(key),
      );
    const missing = (image.platforms ?? []).filter((platform) => !entry.platforms.includes(platform));
    if (entry.verified && missing.length > 0)
      add(key, "problem", "lock.platforms", `the image has no ${missing.join(", ")}`, "Correct images.json.");
  }
  for (const key of Object.keys(lock.images))
    if (!Object.hasOwn(images, key))
      add(
        key,
        "problem",
        "lock.orphan",
        `images.json has no such image. ${suggestion(key, Object.keys(images))}`,
        "compose-gen lock --update",
      );
  return findings;
}
