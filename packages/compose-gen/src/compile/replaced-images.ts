import type { Config } from "../model/config.ts";
import type { Image } from "../model/image.ts";
import type { LockEntry } from "../model/lock.ts";
import { lockReference } from "../model/lock-reference.ts";
import { own } from "../own.ts";

/**
 * The configuration as it counts while these image keys are replaced: what is replaced wherever it is used needs neither an
 * entry nor a waiver that still counts, and its tag may have changed or be one that moves. A digest stays, so that nothing
 * but images differs in the files.
 */
export function withReplaced(config: Config, replaced: readonly string[]): Config {
  const images = { ...config.images };
  const entries = { ...config.lock.images };
  for (const pin of replacedPins(config, new Set(replaced))) {
    const given = own(config.images, pin);
    if (!given) continue;
    const image: Image = { ...given, tag: given.tag ?? given.follows };
    const waiver = { reason: "replaced by the image map of this render", expires: "9999-12-31" };
    images[pin] = image;
    entries[pin] = { ...(own(entries, pin) ?? nothing), reference: lockReference(image), waiver };
  }
  return { ...config, images, lock: { ...config.lock, images: entries } };
}

const nothing: Omit<LockEntry, "reference"> = {
  digest: null,
  platforms: [],
  source: "image map",
  resolvedAt: null,
  verified: false,
};

/** The images that stand in no file: a key is replaced under its own name or that of its generation. */
function replacedPins(config: Config, replaced: ReadonlySet<string>): Set<string> {
  const pins = new Set(replaced);
  const kept = new Set<string>();
  for (const { id, images } of replaced.size > 0 ? config.generations : [])
    for (const stack of own(config.stacks, id) ?? [])
      for (const { runtime } of stack.services) {
        const pin = own(images, runtime.image) ?? runtime.image;
        (replaced.has(pin) || replaced.has(runtime.image) ? pins : kept).add(pin);
      }
  for (const pin of kept) pins.delete(pin);
  return pins;
}
