import { createServer } from "node:net";
import { StackError, systemCode } from "../errors.ts";
import { findPortOwner } from "./port-owner.ts";

/** Address that local services listen on. */
export const LOOPBACK = "127.0.0.1";

/** Whether a server could listen there now. Ports below 1024 may be refused with `EACCES`. */
export function probePort(host: string, port: number): Promise<"free" | "taken" | "refused"> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(systemCode(error) === "EADDRINUSE" ? "taken" : "refused"));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve("free")));
  });
}

/** The error for a port that somebody else holds; names the process when the system tells. */
export function portTakenError(service: string, host: string, port: number): StackError {
  const owner = findPortOwner(port);
  return new StackError({
    code: "PORT_TAKEN",
    what: `Port ${port}, wanted by ${service}, is already in use.`,
    where: `${host}:${port}`,
    ...(owner && { evidence: `pid ${owner.pid}: ${owner.command}` }),
    cause: owner ? "That process listens there." : "A process that this user cannot see listens there.",
    next: "End it, or choose other ports: `npx @unicity-sphere/stackctl up --port-base 17777`, or `--port-base 0` for free ones.",
  });
}

/** @throws StackError `PORT_TAKEN` or `PORT_REFUSED` for the first port that cannot be used */
export async function assertPortsFree(host: string, ports: Record<string, number>): Promise<void> {
  for (const [service, port] of Object.entries(ports)) {
    if (port === 0) continue;
    const state = await probePort(host, port);
    if (state === "taken") throw portTakenError(service, host, port);
    if (state === "refused") {
      throw new StackError({
        code: "PORT_REFUSED",
        what: `The system does not let this user listen on port ${port}, wanted by ${service}.`,
        where: `${host}:${port}`,
        cause: "Ports below 1024 are reserved on most systems.",
        next: "Choose higher ports: `npx @unicity-sphere/stackctl up --port-base 17777`.",
      });
    }
  }
}
