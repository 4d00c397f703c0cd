import type { RunCommand } from "rehearsal";
import { EXIT, StackError } from "../errors.ts";
import { requireEngine } from "./engine.ts";
import { REHEARSED, type Rehearsal } from "./rehearsal.ts";
import { belongingsOf, countOf } from "./remove.ts";
import { found, type Timeline } from "./timeline.ts";

const STOP_MS = 60_000;

/** Stops the services as an operator does, sees their registrations gone, and removes everything. */
export async function endRehearsal(rehearsal: Rehearsal, timeline: Timeline, run: RunCommand): Promise<void> {
  await timeline.run("stop", async () => {
    await Promise.all([
      stopByScript(rehearsal, "faucet"),
      stopByScript(rehearsal, "relay"),
      run(["docker", "stop", rehearsal.services.aggregator.container], { timeout: STOP_MS }),
    ]);
    await requireNoRegistration(rehearsal);
    return found(`${REHEARSED.length} services stopped, none registered`);
  });
  await timeline.run("removed", async () => {
    const docker = await requireEngine(run);
    const count = countOf(await belongingsOf(docker, rehearsal.id));
    await rehearsal.stop();
    return found(`${count} containers, networks and volumes removed`);
  });
}

async function stopByScript(rehearsal: Rehearsal, service: "relay" | "faucet"): Promise<void> {
  const { exitCode, stdout, stderr } = await rehearsal.runScript(service, ["--stop"]);
  if (exitCode === 0) return;
  const what = `run-${service}.sh --stop ended with ${exitCode ?? "no exit code"}.`;
  throw new StackError(
    { code: "SCRIPT_FAILED", what, evidence: `${stdout}\n${stderr}`.trim() },
    EXIT.degraded,
  );
}

async function requireNoRegistration({ haproxy }: Rehearsal): Promise<void> {
  const { status, body } = await haproxy.api("GET", "/v1/backends");
  if (status === 200 && (body as { count?: number }).count === 0) return;
  const evidence = `${status} ${JSON.stringify(body)}`;
  throw new StackError(
    { code: "STALE_REGISTRATION", what: "A stopped service is still registered.", evidence },
    EXIT.degraded,
  );
}
