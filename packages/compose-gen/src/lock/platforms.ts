import { platform } from "../model/image.ts";
import type { PlatformFields } from "./manifest.ts";
import { untrusted } from "./registry-error.ts";
import { shownText } from "./shown-text.ts";

/**
 * `os/architecture[/variant]` as Docker shortens it: `v8` is the only arm64 and goes without saying.
 *
 * @throws ComposeGenError `REGISTRY_UNTRUSTED` for what is no platform
 */
export function platformName({ os, architecture, variant }: PlatformFields, url: URL): string {
  const shortened = architecture === "arm64" && variant === "v8" ? undefined : variant;
  const text = [os, architecture, ...(shortened ? [shortened] : [])].join("/");
  if (!platform.safeParse(text).success)
    throw untrusted(url, "The image is for something that is no platform.", shownText(text));
  return text;
}

/** True for an entry of an index that is no image: attestations of BuildKit say `unknown/unknown`. */
export function isUnknown({ os, architecture }: PlatformFields): boolean {
  return os === "unknown" || architecture === "unknown";
}

/** Sorted, each once. */
export function sortedPlatforms(platforms: Iterable<string>): string[] {
  return [...new Set(platforms)].sort();
}
