import { own } from "../../own.ts";
import { type LintService, serviceNamed } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { factsOf, type LintSubject } from "../subject.ts";
import { eachService } from "./each-service.ts";

/** Label that rendered volumes carry. */
const classLabel = "compose-gen.volume.class";

const volumes = `volumes:
  signing:
    labels: {${classLabel}: keys}
  published:
    labels: {${classLabel}: public}
`;

/** Private keys stay away from the services that strangers talk to. */
export const volumesKeysExposed: Rule = {
  id: "volumes.keys-exposed",
  title: "no service with an open door has a volume of keys",
  severity: "error",
  why: "The service that strangers talk to is the first to be broken into; whatever is mounted there is then theirs, read-only or not.",
  fix: "Copy what the service needs to a volume of its own (class `public`), or let another service hold the keys.",
  fixDefinition:
    "Copy what the service needs to a volume of class `public`, or let another service mount the keys.",
  references: ["OWASP Docker Security Cheat Sheet RULE #12"],
  red: {
    compose: `services:
  web:
    ports: ["127.0.0.1:8080:80"]
    volumes: ["signing:/signing:ro"]
${volumes}`,
  },
  green: {
    compose: `services:
  web:
    ports: ["127.0.0.1:8080:80"]
    volumes: ["published:/published:ro"]
  signer:
    volumes: ["signing:/signing"]
${volumes}`,
  },
  check: (subject) =>
    eachService(subject, (service) => {
      const door = doorOf(subject, service);
      if (door === undefined) return [];
      return service.mounts
        .filter(({ type, source }) => type === "volume" && holdsKeys(subject, source))
        .map(({ source, target, path }) => ({
          path,
          message: `has the keys in the volume "${source}" (${target}) and ${door}`,
          detail: source,
        }));
    }),
};

/** How strangers reach a service, if they do. */
function doorOf(subject: LintSubject, { name, ports, namespaces }: LintService): string | undefined {
  if (factsOf(subject, name).atEdge) return "stands at the edge";
  if (ports.length > 0) return "publishes a port";
  const other = /^service:(.*)$/.exec(namespaces.network_mode ?? "")?.[1];
  return other !== undefined && serviceNamed(subject.document, other)?.ports.length
    ? `is reached through the port of ${other}`
    : undefined;
}

/** What the definition says counts, also where the volume has no labels; one volume may have two names in the file. */
function holdsKeys({ document: { volumes }, facts }: LintSubject, name: string): boolean {
  const engineName = own(volumes, name)?.engineName;
  return Object.entries(volumes).some(
    ([key, volume]) =>
      (key === name || volume.engineName === engineName) &&
      (own(facts.volumes, key) === "keys" || volume.labels[classLabel] === "keys"),
  );
}
