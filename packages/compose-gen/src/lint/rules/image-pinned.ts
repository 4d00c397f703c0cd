import { isImmutableTag } from "../../model/immutable-tag.ts";
import type { Rule } from "../rule.ts";
import { factsOf } from "../subject.ts";
import { eachService } from "./each-service.ts";

/** Images are named by digest. */
export const imagePinned: Rule = {
  id: "image.pinned",
  title: "images are named by a digest, with a tag that does not move",
  severity: "error",
  why: "A tag can be moved: two machines, or one machine on two days, then run different programs under the same name, and whoever takes over the publisher's account chooses which.",
  fix: "Write `repository:version@sha256:…`; `docker buildx imagetools inspect <image>` shows the digest of the index.",
  waive: "a `waiver` with reason and expiry date on the image's entry in images.lock.json",
  references: ["CIS Docker Benchmark 5.28", "OWASP Docker Security Cheat Sheet RULE #13"],
  red: { compose: "services:\n  web:\n    image: nginx:latest\n" },
  green: {
    compose: `services:\n  web:\n    image: nginx:1.27.4@sha256:${"4d".repeat(32)}\n`,
  },
  check: (subject) =>
    eachService(subject, ({ name, image, built }) => {
      if (image === undefined || (built && !image.includes("@"))) return [];
      const detail = factsOf(subject, name).image?.key;
      const message = mistake(image);
      return message === undefined
        ? []
        : [{ path: "image", message, ...(detail === undefined ? {} : { detail }) }];
    }),
};

function mistake(reference: string): string | undefined {
  const [tagged = "", digest] = reference.split("@", 2);
  if (digest !== undefined)
    return /^sha256:[0-9a-f]{64}$/.test(digest) ? undefined : `has the digest "${digest}", which is none`;
  const tag = /:([^/:]*)$/.exec(tagged)?.[1];
  if (tag === undefined || tag === "")
    return `runs ${tagged} without a tag or digest, which means \`latest\``;
  if (tag.includes("<")) return `runs ${tagged}, whose version the environment chooses`;
  return isImmutableTag(tag)
    ? `runs ${reference} without a digest`
    : `runs ${reference}, whose tag can move, without a digest`;
}
