import type { Images } from "../model/image.ts";
import type { Lock } from "../model/lock.ts";
import { own } from "../own.ts";
import type { Answers } from "./answer.ts";
import { compareAnswer } from "./compare-answer.ts";
import type { Finding } from "./finding.ts";

/** What the registries say about a lock: is each digest that of its tag's index, with the recorded platforms? */
export function checkRegistry(images: Images, lock: Lock, answers: Answers): Finding[] {
  return Object.entries(images).flatMap(([key, image]) => {
    const answer = own(answers, key);
    if (!answer) return [];
    const entry = own(lock.images, key);
    const comparison = compareAnswer(key, image, entry, answer);
    const update = `compose-gen lock --update ${key}`;
    const finding = (level: Finding["level"], code: string, message: string, next = update): Finding => ({
      key,
      level,
      code,
      message,
      next,
    });
    if ("error" in comparison) {
      const { what, where, evidence, cause, next } = comparison.error;
      const details = [where, evidence, cause].filter(Boolean).join("\n");
      const level = comparison.outcome === "unreachable" ? "unreachable" : "problem";
      return [finding(level, comparison.error.code, details ? `${what}\n${details}` : what, next)];
    }
    const { resolved } = comparison;
    const found: Finding[] = [];
    if (!resolved.index)
      found.push({
        key,
        level: "note",
        code: "lock.no-index",
        message: `the tag is one manifest, for ${resolved.platforms.join()} only`,
      });
    const { outcome } = comparison;
    if (outcome === "moved")
      found.push(
        finding(
          "problem",
          "lock.digest-differs",
          `the tag is ${resolved.digest} now, the lock has ${entry?.digest}`,
        ),
      );
    if (outcome === "was-child")
      found.push(
        finding(
          "problem",
          "lock.child-manifest",
          `the lock has the manifest of ${comparison.platform} alone, not the index ${resolved.digest}`,
        ),
      );
    if (outcome === "added" && entry)
      found.push(finding("note", "lock.resolvable", `the registry has ${resolved.digest}`));
    if (outcome === "confirmed" && entry) {
      const recorded = entry.platforms;
      if (recorded.length > 0 && recorded.join() !== resolved.platforms.join())
        found.push(
          finding(
            "problem",
            "lock.platforms",
            `the image is for ${resolved.platforms.join(", ")}, the lock has ${recorded.join(", ")}`,
          ),
        );
      else found.push(finding("note", "lock.confirmable", "the registry confirms the digest"));
    }
    return found;
  });
}
