import { portNumbers } from "../compose/ports.ts";
import type { Problem } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** A host port belongs to one service. */
export const portsOwner: Rule = {
  id: "ports.owner",
  title: "a host port is published once",
  severity: "error",
  why: "The second container that asks for a host port does not start, and which one is second changes from start to start.",
  fix: "Give one of them another host port.",
  fixDefinition: "Give one of the endpoints another `published` port.",
  references: ["CIS Docker Benchmark 5.9"],
  red: {
    compose: `services:
  web:
    ports: ["127.0.0.1:8080:80"]
  admin:
    ports: ["127.0.0.1:8080:9000"]
`,
  },
  green: {
    compose: `services:
  web:
    ports: ["127.0.0.1:8080:80"]
  admin:
    ports: ["127.0.0.1:8081:9000"]
`,
  },
  check: ({ document }) => {
    const owners = new Map<string, { address: string; service: string }[]>();
    const problems: Problem[] = [];
    for (const { name, ports } of document.services)
      for (const { hostIp, published, protocol, path } of ports) {
        if (published === "" || published === "0") continue;
        const address = wildcards.has(hostIp) ? "" : hostIp;
        const clashes = new Map<string, string>();
        for (const number of portNumbers(published)) {
          const key = `${number}/${protocol}`;
          const others = owners.get(key) ?? [];
          owners.set(key, [...others, { address, service: name }]);
          const other = others.find(
            (owner) => owner.address === address || owner.address === "" || address === "",
          );
          if (other && !clashes.has(other.service)) clashes.set(other.service, key);
        }
        for (const [owner, key] of clashes)
          problems.push({
            service: name,
            path,
            message: `publishes host port ${key}, which ${owner} publishes too`,
          });
      }
    return problems;
  },
};

const wildcards = new Set(["", "0.0.0.0", "::"]);
