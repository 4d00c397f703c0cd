import { request } from "node:http";
import { watchInterrupts } from "../../../../src/cli/interrupts.ts";
import { type Examination, examineHost } from "../../../../src/doctor/examine.ts";
import type { Finding } from "../../../../src/doctor/finding.ts";
import { PROBES } from "../../../../src/doctor/probes/index.ts";
import type { NameResolver } from "../../../../src/doctor/sight/names.ts";
import type { WebAnswer } from "../../../../src/doctor/sight/web.ts";
import type { Rehearsal } from "../../../../src/rehearse/index.ts";

/** Public address that the rehearsed host pretends to have. */
export const ADDRESS = "203.0.113.7";

/** What of the world outside is not as it should be. */
export interface World {
  names?: Partial<NameResolver>;
  /** Whose answer `http://DOMAIN` gives. */
  port80?: (domain: string) => string;
  /** How far the clocks of servers are behind that of this host, ms. */
  clock?: number;
}

/** Other suites keep the machine busy: nothing may be late because of that, s. */
export const PATIENT_S = 60;

/** Probes about the machine that the tests run on; what they find there is not the rehearsal's. */
const MACHINE = ["disk", "memory", "ports"];

/** The doctor on a rehearsal: the engine is real, the world outside is played. */
export async function examine(
  rehearsal: Rehearsal,
  world: World = {},
  probes = PROBES.map(({ name }) => name),
): Promise<Examination> {
  const interrupts = watchInterrupts();
  try {
    return await examineHost(
      {
        ...{ home: rehearsal.folder, instance: "none", env: {}, interrupts, project: rehearsal.project },
        addresses: [ADDRESS],
        names: { a: async () => [ADDRESS], aaaa: async () => [], caa: async () => null, ...world.names },
        web: (url) => playedWeb(rehearsal, new URL(url), world),
        timeoutMs: PATIENT_S * 1_000,
      },
      PROBES.filter(({ name }) => probes.includes(name)),
    );
  } finally {
    interrupts.dispose();
  }
}

async function playedWeb(
  rehearsal: Rehearsal,
  { protocol, hostname, pathname }: URL,
  { port80 = (domain) => domain, clock = 0 }: World,
): Promise<WebAnswer> {
  const at = Date.now();
  if (protocol === "https:") return { reached: true, status: 401, date: at - clock, at, text: "" };
  const { port, text } = { port: rehearsal.httpPort, text: port80(hostname) };
  return { reached: true, status: 200, date: at, at, text: await getThroughHaproxy(port, text, pathname) };
}

function getThroughHaproxy(port: number, host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port, path, headers: { host }, timeout: PATIENT_S * 1_000 },
      (answer) => {
        let text = "";
        answer.on("data", (part) => {
          text += part;
        });
        answer.on("end", () => resolve(text));
      },
    );
    call.on("timeout", () => call.destroy(new Error("no answer")));
    call.on("error", reject).end();
  });
}

/** Findings of a severity, without those about the machine. */
export function found({ probes }: Examination, ...severities: Finding["severity"][]): Finding[] {
  return probes
    .filter(({ probe }) => !MACHINE.includes(probe))
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severities.includes(severity));
}
