import { isIP } from "node:net";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Ports are published on this machine, or on one address that somebody chose. */
export const portsLoopback: Rule = {
  id: "ports.loopback",
  title: "ports are published on loopback or on one private address",
  severity: "error",
  why: "A port without an address is open on every network of the host. The engine writes its own firewall rules, so a firewall such as ufw does not close it.",
  fix: 'Put the address in front: "127.0.0.1:8080:80". For the Internet, let a reverse proxy be the only door.',
  fixDefinition:
    'Give the endpoint `scope: "loopback"`, or `scope: "public"` with `reach: ["who is meant to connect"]`; or let the edge of a profile be the only door.',
  waive: "`reach` (who is meant to connect) on an endpoint of scope `public`, or a waiver `ports.loopback`",
  references: ["CIS Docker Benchmark 5.14", "OWASP Docker Security Cheat Sheet RULE #5a"],
  red: { compose: 'services:\n  web:\n    ports:\n      - "8080:80"\n' },
  green: { compose: 'services:\n  web:\n    ports:\n      - "127.0.0.1:8080:80"\n' },
  check: (subject) =>
    eachService(subject, ({ ports }) =>
      ports
        .filter(({ hostIp }) => isOpen(hostIp))
        .map(({ hostIp, published, target, path }) => ({
          path,
          message: `publishes its port ${target} on ${hostPort(published)} of ${hostAddress(hostIp)}`,
          detail: target,
        })),
    ),
};

function hostPort(published: string): string {
  return published === "" ? "a port that the engine chooses" : `port ${published}`;
}

function hostAddress(address: string): string {
  return ["", "0.0.0.0", "::"].includes(address) ? "every address of the host" : address;
}

/** Neither loopback nor private (RFC 1918, RFC 4193, RFC 6598, link-local), nor an address that the reader must give. */
function isOpen(address: string): boolean {
  if (/^<.*>$/.test(address) || address === "localhost") return false;
  if (isIP(address) === 6) return !/^(?:::1$|f[cd]|fe[89ab])/i.test(address);
  return !/^(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2[0-9]|3[01])|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\./.test(
    address,
  );
}
