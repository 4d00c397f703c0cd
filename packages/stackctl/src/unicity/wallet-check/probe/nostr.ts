import { randomUUID } from "node:crypto";
import { fail, pass } from "../../../checks/check.ts";
import { openSocket } from "../browser/socket.ts";
import type { Finding } from "../line.ts";
import { converse } from "./converse.ts";
import { describeSteps, type Limits, runStep, type Step, StepFailed } from "./step.ts";

/** Kinds that a wallet sends to its relay. */
const KINDS = [1, 4, 1059, 25_050, 30_078, 31_113, 31_115, 31_116];

/** infra-probe's limit for healthy, ms. */
const HEALTHY_MS = 3_000;

/**
 * What infra-probe 0.3.0 says of a relay: it reads, and takes an event of each kind on a connection of its own and has
 * it afterwards. The events stay in the relay, signed by keys that are thrown away.
 *
 * @throws NoAnswer, Unusable when there is no WebSocket at all
 */
export async function probeNostr(url: string, limits: Limits): Promise<Finding> {
  const advisory = await readNotes(url, limits);
  const steps: Step[] = [];
  for (const kind of KINDS) {
    steps.push(await runStep(limitsOf(`kind ${kind}`, limits), () => publishAndRead(url, kind, limits)));
  }
  const failed = steps.filter(({ ok }) => !ok).length;
  const evidence = failed === 0 ? `${KINDS.length} kinds written and read back` : describeSteps(steps);
  const notes = advisory.ok ? [] : [`${advisory.evidence}. infra-probe 0.3.0 takes that for a hint only.`];
  if (failed > 0)
    return {
      ...fail("PROBE_FAILED", evidence),
      shows: failed === steps.length ? "unreachable" : "degraded",
      notes,
    };
  if (steps.some(({ slow }) => slow))
    return { ...fail("PROBE_SLOW", describeSteps(steps)), shows: "degraded", notes };
  return { ...pass(evidence), shows: "healthy", notes };
}

function limitsOf(name: string, { now }: Limits) {
  return { name, healthyMs: HEALTHY_MS, ...(now && { now }) };
}

/** Anybody's notes: the stored ones end. */
async function readNotes(url: string, limits: Limits): Promise<Step> {
  const socket = await openSocket(url, limits);
  try {
    return await runStep(limitsOf("REQ", limits), async () => {
      await converse(socket, ["REQ", "check", { kinds: [1], limit: 5 }], isEnd, limits);
      return "EOSE";
    });
  } finally {
    socket.terminate();
  }
}

async function publishAndRead(url: string, kind: number, limits: Limits): Promise<string> {
  // Loaded here: the curve library would slow down every verb that checks nothing.
  const { finalizeEvent, generateSecretKey } = await import("nostr-tools/pure");
  const tags = kind >= 30_000 ? [["d", `check-${randomUUID()}`]] : [];
  const created_at = Math.floor(Date.now() / 1000);
  const event = finalizeEvent(
    { kind, created_at, tags, content: `stackctl check, kind ${kind}` },
    generateSecretKey(),
  );
  const socket = await openSocket(url, limits);
  try {
    const heard = await converse(
      socket,
      ["EVENT", event],
      ([type, id]) => type === "OK" && id === event.id,
      limits,
    );
    const [, , accepted, reason] = heard.at(-1) ?? [];
    if (accepted !== true) throw new StepFailed(`rejected: ${reason}`);
    if (isEphemeral(kind)) return "accepted";
    const filter = { kinds: [kind], authors: [event.pubkey], limit: 5 };
    const stored = await converse(socket, ["REQ", "check", filter], isEnd, limits);
    if (stored.some(([type, , found]) => type === "EVENT" && isEvent(found, event.id))) return "read back";
    throw new StepFailed("accepted, and not there when it is asked for");
  } finally {
    socket.terminate();
  }
}

const isEnd = ([type, subscription]: unknown[]) => type === "EOSE" && subscription === "check";

/** Passed on and never stored (NIP-01). */
const isEphemeral = (kind: number) => kind >= 20_000 && kind < 30_000;

function isEvent(found: unknown, id: string): boolean {
  return (found as { id?: unknown } | null | undefined)?.id === id;
}
