import { isImmutableTag } from "../../model/immutable-tag.ts";
import type { LintBuild } from "../compose/document.ts";
import type { Problem } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { factsOf } from "../subject.ts";
import { eachService } from "./each-service.ts";

/** Images are named by digest, and say which version that is. */
export const imagePinned: Rule = {
  id: "image.pinned",
  title: "images are named by a digest, behind the tag of its version",
  severity: "error",
  why: "A tag can be moved: two machines, or one machine on two days, then run different programs under the same name, and whoever takes over the publisher's account chooses which. A digest without a tag (a warning) is safe, but says neither which version runs nor whether it is outdated.",
  fix: "Write `repository:version@sha256:…`; `docker buildx imagetools inspect <image>` shows the digest of the index.",
  fixDefinition:
    "Run `compose-gen lock --update` (with your `--config`) where the registry can be reached; until then the entry in images.lock.json needs a `waiver` with reason and expiry date. What an image map puts in its place needs a digest too.",
  waive: "a `waiver` with reason and expiry date on the image's entry in images.lock.json",
  references: ["CIS Docker Benchmark 5.28", "OWASP Docker Security Cheat Sheet RULE #13"],
  red: { compose: "services:\n  web:\n    image: nginx:latest\n" },
  green: {
    compose: `services:\n  web:\n    image: nginx:1.27.4@sha256:${"4d".repeat(32)}\n`,
  },
  check: (subject) =>
    eachService(subject, (service) => {
      const { name, image, build } = service;
      const facts = factsOf(subject, name).image;
      const detail = facts === undefined ? {} : { detail: facts.key };
      if (subject.rendered && (build || image === undefined)) {
        const message = build
          ? "builds an image, of which no lock has a digest"
          : "has no image, so nobody can see what runs";
        // Without the pin as detail: a waiver of its lock does not cover what stands in its place.
        return [{ path: build ? "build" : "image", message }];
      }
      const built = build ? buildMistakes(build) : [];
      if (image === undefined || (build && !image.includes("@"))) return built;
      const versionParts = facts?.replaced ? undefined : facts?.versionParts;
      const digestAlone = facts?.follows !== undefined && !facts.replaced;
      const mistake = mistakeOf(image, { versionParts, digestAlone, rendered: subject.rendered === true });
      return [...built, ...(mistake ? [{ path: "image", ...mistake, ...detail }] : [])];
    }),
};

/** What a build takes from elsewhere is pinned like an image: a repository by its commit, a base image by its digest. */
function buildMistakes({ contexts, bases }: LintBuild) {
  const moving = contexts
    .filter(({ source }) => isRemote(source) && !/#[0-9a-f]{40}(?::|$)/.test(source))
    .map(({ source, path }) => ({
      path,
      message: source.startsWith(IMAGE)
        ? `builds from the image ${source.slice(IMAGE.length)} without a digest`
        : `builds from ${source}, which can change, instead of a commit of it`,
    }))
    .filter(({ message }) => !/@sha256:[0-9a-f]{64} /.test(message));
  const unpinned = bases
    .filter(({ image }) => !/@sha256:[0-9a-f]{64}$/.test(image))
    .map(({ image, path }) => ({ path, message: `builds on ${image} without a digest` }));
  return [...moving, ...unpinned];
}

const IMAGE = "docker-image://";

function isRemote(context: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(context) || /\.git(?:#|$)/.test(context);
}

function mistakeOf(
  reference: string,
  {
    versionParts,
    digestAlone,
    rendered,
  }: { versionParts: number | undefined; digestAlone: boolean; rendered: boolean },
): Pick<Problem, "message" | "severity"> | undefined {
  const [tagged = "", digest] = reference.split("@", 2);
  const tag = /:([^/:]*)$/.exec(tagged)?.[1] ?? "";
  if (digest !== undefined) {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      return { message: `has the digest "${digest}", which is none` };
    // Of a tag that moves, `lock --outdated` says whether the digest is behind it.
    if (tag === "" && digestAlone) return undefined;
    if (tag === "")
      return { message: `runs ${tagged} by digest without the tag of its version`, severity: "warning" };
    return saysVersion(tag, rendered ? versionParts : 1)
      ? undefined
      : { message: `runs ${tagged} by digest, and a tag that says no version`, severity: "warning" };
  }
  if (tag === "") return { message: `runs ${tagged} without a tag or digest, which means \`latest\`` };
  if (tag.includes("<")) return { message: `runs ${tagged}, whose version the environment chooses` };
  return isImmutableTag(tag, versionParts)
    ? { message: `runs ${reference} without a digest` }
    : { message: `runs ${reference}, whose tag can move, without a digest` };
}

/** Beside a digest, a tag only tells people which version it is: elsewhere than in definitions any number is enough. */
function saysVersion(tag: string, versionParts: number | undefined): boolean {
  return versionParts === 1 ? /[0-9<]/.test(tag) : isImmutableTag(tag, versionParts);
}
