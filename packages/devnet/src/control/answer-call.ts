import { DevnetError } from "../errors.ts";
import type { Controlled } from "./controlled.ts";
import { type Answer, type Call, callSchema } from "./messages.ts";
import { Snapshots } from "./snapshots.ts";

/** A function that carries out one line and tells how it went; it never throws. */
export function callAnswerer(controlled: Controlled): (line: string) => Answer {
  const snapshots = new Snapshots(controlled.state);
  return (line) => {
    try {
      return { ok: true, result: carryOut(parse(line), controlled, snapshots) ?? null };
    } catch (error) {
      return { ok: false, error: partsOf(error) };
    }
  };
}

function carryOut(call: Call, controlled: Controlled, snapshots: Snapshots): unknown {
  const { service, faults, kinds } = controlled;
  switch (call.call) {
    case "fault":
      if (!kinds.some((kind) => kind in call.fault)) throw impossible(controlled, call.fault);
      return faults.set(call.fault);
    case "clear-faults":
      return faults.clear();
    case "rounds":
      return roundsOf(controlled).set(call.mode);
    case "rounds-mode":
      return { mode: roundsOf(controlled).mode };
    case "next-round":
      return { height: `${roundsOf(controlled).next()}` };
    case "snapshots":
      return snapshots.list();
    case "snapshot":
      if (!call.services.includes(service)) throw invalid(`services: ${service} is missing`);
      return snapshots.take(call);
    case "revert":
      return snapshots.revert(call.id);
    case "forget":
      return snapshots.forget(call.id);
  }
}

function roundsOf({ rounds, service }: Controlled) {
  if (rounds) return rounds;
  throw new DevnetError({ code: "ROUNDS_IMPOSSIBLE", what: "This service seals no rounds.", where: service });
}

function parse(line: string): Call {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    throw invalid("no JSON");
  }
  const call = callSchema.safeParse(message);
  if (call.success) return call.data;
  const [issue] = call.error.issues;
  throw invalid(`${issue?.path.join(".") || "message"}: ${issue?.message}`);
}

function impossible({ service, kinds }: Controlled, fault: object): DevnetError {
  return new DevnetError({
    code: "FAULT_IMPOSSIBLE",
    what: "The service cannot show this fault.",
    where: service,
    evidence: JSON.stringify(fault),
    next: `It knows: ${kinds.join(", ")}.`,
  });
}

function invalid(evidence: string): DevnetError {
  return new DevnetError({
    code: "CONTROL_MESSAGE_INVALID",
    what: "The service does not understand this.",
    evidence,
  });
}

function partsOf(error: unknown): DevnetError["parts"] {
  if (error instanceof DevnetError) return error.parts;
  const evidence = error instanceof Error ? error.message : String(error);
  return { code: "CONTROL_FAILED", what: "The service could not do this.", evidence };
}
