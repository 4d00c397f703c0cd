import { isImmutableTag } from "../../model/immutable-tag.ts";
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
    eachService(subject, ({ name, image, built }) => {
      if (image === undefined || (built && !image.includes("@"))) return [];
      const facts = factsOf(subject, name).image;
      const mistake = mistakeOf(image, facts?.replaced ? undefined : facts?.versionParts);
      return mistake
        ? [{ path: "image", ...mistake, ...(facts === undefined ? {} : { detail: facts.key }) }]
        : [];
    }),
};

function mistakeOf(
  reference: string,
  versionParts: number | undefined,
): Pick<Problem, "message" | "severity"> | undefined {
  const [tagged = "", digest] = reference.split("@", 2);
  const tag = /:([^/:]*)$/.exec(tagged)?.[1] ?? "";
  if (digest !== undefined) {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      return { message: `has the digest "${digest}", which is none` };
    return tag === ""
      ? { message: `runs ${tagged} by digest without the tag of its version`, severity: "warning" }
      : undefined;
  }
  if (tag === "") return { message: `runs ${tagged} without a tag or digest, which means \`latest\`` };
  if (tag.includes("<")) return { message: `runs ${tagged}, whose version the environment chooses` };
  return isImmutableTag(tag, versionParts)
    ? { message: `runs ${reference} without a digest` }
    : { message: `runs ${reference}, whose tag can move, without a digest` };
}
