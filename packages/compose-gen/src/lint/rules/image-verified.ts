import type { LockEntry } from "../../model/lock.ts";
import type { Rule } from "../rule.ts";
import { factsOf } from "../subject.ts";
import { eachService } from "./each-service.ts";

const entry: LockEntry = {
  reference: "docker.io/library/nginx:1.27.4",
  digest: `sha256:${"4d".repeat(32)}`,
  platforms: [],
  source: "somebody's compose file",
  resolvedAt: null,
  verified: false,
};
const facts = (lock: LockEntry) => ({
  services: { web: { image: { key: "nginx", tools: ["curl"], refuses: [], lock } } },
});
const compose = `services:\n  web:\n    image: nginx:1.27.4@sha256:${"4d".repeat(32)}\n`;

/** A digest was confirmed by the registry, not copied from somewhere. */
export const imageVerified: Rule = {
  id: "image.verified",
  title: "a registry confirmed the digest",
  severity: "error",
  why: "A digest copied from another file may be that of another version, or of a program that somebody wants to be run.",
  fix: "Run `compose-gen lock --update` on a machine that reaches its registry.",
  waive: "a `waiver` with reason and expiry date on the image's entry in images.lock.json",
  references: ["CIS Docker Benchmark 4.5", "OWASP Docker Security Cheat Sheet RULE #13"],
  red: { compose, facts: facts(entry) },
  green: { compose, facts: facts({ ...entry, verified: true, resolvedAt: "2026-01-31T12:00:00Z" }) },
  check: (subject) =>
    eachService(subject, ({ name }) => {
      const { image } = factsOf(subject, name);
      if (!image?.lock || image.lock.digest === null || image.lock.verified || image.replaced) return [];
      const message = `runs "${image.key}", whose digest no registry confirmed (source: ${image.lock.source})`;
      return [{ path: "image", message, detail: image.key }];
    }),
};
