import type { LockEntry } from "../../model/lock.ts";
import type { Rule } from "../rule.ts";
import { factsOf, type ImageFacts } from "../subject.ts";
import { eachService } from "./each-service.ts";

/** OCI image specification (image-index.md) and the older Docker name for the same. */
const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

const entry: LockEntry = {
  reference: "docker.io/library/nginx:1.27.4",
  digest: `sha256:${"4d".repeat(32)}`,
  platforms: ["linux/amd64", "linux/arm64"],
  source: "registry",
  resolvedAt: "2026-01-31T12:00:00Z",
  verified: true,
};
const facts = (mediaType: string) => ({
  services: { web: { image: { key: "nginx", tools: ["curl"], refuses: [], lock: { ...entry, mediaType } } } },
});

/** The digest in the lock is the one that the tag resolves to on every platform. */
export const imageIndexDigest: Rule = {
  id: "image.index-digest",
  title: "a digest is that of the index, not of one platform inside it",
  severity: "error",
  why: "The digest of one platform's manifest runs only there: elsewhere the pull fails, or the engine emulates another processor without saying so.",
  fix: "Run `compose-gen lock --update` for the image: the lock then holds what the tag itself resolves to. Where that is one manifest, declare only its platform in `platforms` of images.json.",
  waive: "a `waiver` with reason and expiry date on the image's entry in images.lock.json",
  references: ["OWASP Docker Security Cheat Sheet RULE #13"],
  red: {
    compose: `services:\n  web:\n    image: nginx:1.27.4@sha256:${"4d".repeat(32)} # the manifest of linux/amd64\n`,
    facts: facts("application/vnd.oci.image.manifest.v1+json"),
  },
  green: {
    compose: `services:\n  web:\n    image: nginx:1.27.4@sha256:${"4d".repeat(32)} # the index\n`,
    facts: facts("application/vnd.oci.image.index.v1+json"),
  },
  check: (subject) =>
    eachService(subject, ({ name }) => {
      const { image } = factsOf(subject, name);
      const message = image && mistake(image);
      return message ? [{ path: "image", message, detail: image.key }] : [];
    }),
};

function mistake({ key, lock, platforms, replaced }: ImageFacts): string | undefined {
  if (!lock?.digest || lock.mediaType === undefined || replaced || indexTypes.includes(lock.mediaType))
    return undefined;
  const [only, ...others] = lock.platforms;
  if (only === undefined || others.length > 0)
    return `runs "${key}", whose locked digest is that of a single manifest (${lock.mediaType})`;
  const missing = (platforms ?? []).filter((platform) => platform !== only);
  return missing.length === 0
    ? undefined
    : `runs "${key}", whose locked digest exists for ${only} only, not for ${missing.join(", ")}`;
}
