import type { LockEntry } from "../../model/lock.ts";
import type { Rule } from "../rule.ts";
import { factsOf, type ServiceFacts } from "../subject.ts";
import { eachService } from "./each-service.ts";

const digest = `sha256:${"4d".repeat(32)}`;
const lock: LockEntry = {
  reference: "docker.io/library/nginx:1.27.4",
  digest,
  platforms: [],
  source: "registry",
  resolvedAt: "2026-01-31T12:00:00Z",
  verified: true,
};
const facts = {
  services: { web: { pin: { key: "nginx", reference: `nginx:1.27.4@${digest}`, lock, replaced: false } } },
};

/** What runs is what the lock says. */
export const imageLocked: Rule = {
  id: "image.locked",
  title: "the image of a definition is the one in the lock",
  severity: "error",
  why: "A digest typed by hand is one that no registry was asked about: it may be that of any program. Only what the lock holds is compared with the registry again.",
  fix: "Name the image in images.json, run `compose-gen lock --update`, and use its key in `runtime.image`.",
  fixDefinition:
    "Name the image in images.json, run `compose-gen lock --update`, and use its key in `runtime.image`. A mirror may have another name, with the digest of the lock; a local build belongs into the image map of one render (`--images`).",
  references: ["CIS Docker Benchmark 4.5", "OWASP Docker Security Cheat Sheet RULE #13"],
  red: {
    compose: `services:\n  web:\n    image: nginx:1.27.4@sha256:${"66".repeat(32)}\n`,
    facts,
  },
  green: { compose: `services:\n  web:\n    image: mirror.example/nginx:1.27.4@${digest}\n`, facts },
  check: (subject) =>
    eachService(subject, ({ name, image, imageIsVariable }) => {
      const { pin } = factsOf(subject, name);
      if (!pin || image === undefined) return [];
      const isPinned = image === pin.reference && !pin.replaced && !imageIsVariable;
      if (isPinned || (!imageIsVariable && isSameContent(image, pin.lock))) return [];
      return [{ path: "image", message: messageOf(image, pin), detail: image }];
    }),
};

/** Under whatever name: a registry confirmed the digest. */
function isSameContent(image: string, entry: LockEntry | undefined): boolean {
  return entry?.verified === true && entry.digest !== null && image.endsWith(`@${entry.digest}`);
}

function messageOf(image: string, { key, replaced, reference }: NonNullable<ServiceFacts["pin"]>): string {
  const where = replaced && image === reference ? "its profile" : "raw Compose";
  return `runs ${image}, which ${where} puts in the place of "${key}" and no lock has`;
}
