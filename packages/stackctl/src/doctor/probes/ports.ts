import { connect } from "node:net";
import { processState } from "../../process/identity.ts";
import { findPortOwner } from "../../process/port-owner.ts";
import { LOOPBACK } from "../../process/ports.ts";
import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { HostContainer } from "../sight/containers.ts";
import { domainsOf } from "../sight/domains.ts";
import type { Sight } from "../sight/sight.ts";

/** Who listens on a port. */
export type Holder =
  | { kind: "free" }
  | { kind: "ours"; who: string }
  | { kind: "container"; who: string }
  | { kind: "process"; who: string }
  | { kind: "unseen" };

export interface PortFacts {
  port: number;
  /** What it is for: a service of the instance, or the web at large. */
  use: string;
  web: boolean;
  /** The service says that it runs: the port should be held. */
  expected: boolean;
  holder: Holder;
}

/** Each port is held by who should hold it, or free for who will. */
export function judgePorts(ports: readonly PortFacts[]): Finding[] {
  if (ports.length === 0) return [notApplicable("No ports are known.", "no instance, and no domain")];
  return ports.map((facts) => (facts.web ? judgeWebPort(facts) : judgeServicePort(facts)));
}

function judgeServicePort({ port, use, expected, holder }: PortFacts): Finding {
  const where = `${LOOPBACK}:${port}`;
  if (holder.kind === "ours") return ok("PORT", `Port ${port} is held by ${use}.`, `${where}, ${holder.who}`);
  if (holder.kind === "free") {
    if (!expected) return ok("PORT", `Port ${port} is free for ${use}.`, where);
    const next = "Look at `npx @unicity-sphere/stackctl logs`, then `npx @unicity-sphere/stackctl up`.";
    return problem("PORT_CLOSED", `Nothing listens on port ${port}, where ${use} should.`, where, next);
  }
  const next =
    "End it, or choose other ports: `npx @unicity-sphere/stackctl up --port-base 17777`, or `--port-base 0`.";
  return problem(
    "PORT_TAKEN",
    `Port ${port}, wanted by ${use}, is held by another program.`,
    whoOf(holder),
    next,
  );
}

function judgeWebPort({ port, expected, holder }: PortFacts): Finding {
  if (holder.kind === "container" || holder.kind === "ours")
    return ok("PORT", `Port ${port} of this host is held by a container.`, holder.who);
  if (holder.kind === "free") {
    if (!expected) return ok("PORT", `Port ${port} of this host is free.`, "nothing listens");
    const next =
      "Start HAProxy, or publish the port: without it no client and no certificate authority comes in.";
    return warning("PORT_CLOSED", `Nothing on this host listens on port ${port}.`, "nothing listens", next);
  }
  if (holder.kind === "process" && /haproxy/.test(holder.who))
    return ok("PORT", `Port ${port} of this host is held by HAProxy.`, holder.who);
  if (holder.kind === "unseen") {
    const next = "Run the doctor as root, or `sudo ss -ltnp`.";
    return unknown("PORT", `Who holds port ${port} of this host is not known.`, whoOf(holder), next);
  }
  const what = `Port ${port} of this host is held by a program that is in no container.`;
  const next = "End it, or let it pass the domains on: HAProxy or the service needs the port.";
  return problem("PORT_TAKEN", what, whoOf(holder), next);
}

const whoOf = (holder: Holder) => ("who" in holder ? holder.who : "a process that this user cannot see");

export const portsProbe = defineProbe<PortFacts[]>({
  name: "ports",
  title: "Ports",
  async gather(sight) {
    const reachable = (await sight.engine()).reachable;
    const [all, ours] = reachable ? await Promise.all([sight.containers(), sight.ours()]) : [[], []];
    const domains = domainsOf(sight, ours);
    const wanted = [...servicePorts(sight), ...(domains.length > 0 ? webPorts(ours) : [])];
    return Promise.all(wanted.map((port) => lookAtPort(port, all, ours)));
  },
  judge: judgePorts,
});

type Wanted = Omit<PortFacts, "holder"> & { pid?: number };

function servicePorts({ state }: Sight): Wanted[] {
  if (!("state" in state) || !state.state) return [];
  if (state.state.backend === "docker") {
    // Not every port is in use: some belong to parts that are switched on when wanted.
    return Object.entries(state.state.ports).map(([use, port]) => ({
      port,
      use,
      web: false,
      expected: false,
    }));
  }
  return Object.entries(state.state.services).flatMap(([use, { port, process }]) => {
    if (port === 0) return [];
    const alive = process !== null && processState(process) !== "gone";
    return [{ port, use, web: false, expected: alive, ...(alive && { pid: process.pid }) }];
  });
}

function webPorts(ours: readonly HostContainer[]): Wanted[] {
  const expected = ours.some(({ settings, status }) => settings.SSL_DOMAIN && status === "running");
  return [80, 443].map((port) => ({ port, use: "the web", web: true, expected }));
}

async function lookAtPort(
  { pid, ...wanted }: Wanted,
  all: readonly HostContainer[],
  ours: readonly HostContainer[],
): Promise<PortFacts> {
  const publishes = ({ published, status }: HostContainer) =>
    status === "running" && published.includes(wanted.port);
  const own = ours.find(publishes);
  if (own) return { ...wanted, holder: { kind: "ours", who: own.name } };
  const other = all.find(publishes);
  if (other) return { ...wanted, holder: { kind: "container", who: `container ${other.name}` } };
  const owner = findPortOwner(wanted.port);
  if (!owner) return { ...wanted, holder: { kind: (await accepts(wanted.port)) ? "unseen" : "free" } };
  const who = `pid ${owner.pid}: ${owner.command.split(" ", 2).join(" ")}`;
  return { ...wanted, holder: { kind: owner.pid === pid ? "ours" : "process", who } };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port, timeout: 500 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(true));
  });
}
