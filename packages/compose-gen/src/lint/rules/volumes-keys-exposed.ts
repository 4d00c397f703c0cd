import type { Rule } from "../rule.ts";
import { factsOf } from "../subject.ts";
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
    eachService(subject, ({ name, ports, mounts }) => {
      const { atEdge } = factsOf(subject, name);
      if (ports.length === 0 && !atEdge) return [];
      const { volumes: known } = subject.document;
      return mounts
        .filter(
          ({ type, source }) =>
            type === "volume" && Object.hasOwn(known, source) && known[source]?.labels[classLabel] === "keys",
        )
        .map(({ source, target, path }) => ({
          path,
          message: `has the keys in the volume "${source}" (${target}) and ${atEdge ? "stands at the edge" : "publishes a port"}`,
          detail: source,
        }));
    }),
};
