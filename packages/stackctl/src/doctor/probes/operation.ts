import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { StackError } from "../../errors.ts";
import { listInstances } from "../../instance/folders.ts";
import { type LockHolder, lockHolder } from "../../instance/lock.ts";
import { commandLine } from "../../instance/view.ts";
import { readUnfinished } from "../../snapshot/unfinished.ts";
import { finishText, readVersions, type UnfinishedUpgrade } from "../../upgrade/versions.ts";
import { type Finding, notApplicable, ok, problem, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { StateSight } from "../sight/sight.ts";

export interface OperationFacts {
  instance: string;
  /** Other instances that there are, where the reader named this one; undefined when nobody named it. */
  others: readonly string[] | undefined;
  state: StateSight;
  /** A command that works on the instance now. */
  holder: LockHolder | undefined;
  /** A lock that nobody holds is left. */
  staleLock: boolean;
  /** A wipe has begun and not ended. */
  wiping: boolean;
  /** A restore has begun and not ended: its snapshot, or what is wrong with its record. */
  restoring: string | undefined;
  /** An upgrade or rollback that has begun and not ended. */
  upgrading?: UnfinishedUpgrade | undefined;
  /** Containers that an interrupted run script has left. */
  leftovers: readonly string[];
}

/** Nothing is half done. */
export function judgeOperation(facts: OperationFacts): Finding[] {
  const { state, holder, instance } = facts;
  const findings: Finding[] = [];
  if ("error" in state) {
    const { code, what, evidence = "", next = "" } = state.error;
    findings.push(problem(code, what, evidence || "no more is known", next || "Restore the file."));
  }
  if (holder) {
    const evidence = `\`${holder.verb}\`, pid ${holder.pid} on ${holder.host}, since ${holder.since}`;
    const next = "Wait for it; what is found meanwhile may be on its way.";
    findings.push(warning("OPERATION_RUNNING", "Another command works on the instance.", evidence, next));
  } else findings.push(...interrupted(facts));
  if (facts.leftovers.length > 0) {
    const next = "Run the same script again: it settles what was left.";
    const evidence = facts.leftovers.join(", ");
    findings.push(problem("SCRIPT_INTERRUPTED", "A run script was interrupted half way.", evidence, next));
  }
  if (findings.length > 0) return findings;
  if ("state" in state && !state.state && facts.others) return [unknownInstance(instance, facts.others)];
  if ("state" in state && !state.state)
    return [notApplicable(`There is no instance "${instance}".`, "no state, and no interrupted script")];
  return [ok("NO_OPERATION", "No operation is running or was interrupted.", "no lock, no mark")];
}

function unknownInstance(instance: string, others: readonly string[]): Finding {
  const evidence = others.length > 0 ? `known: ${others.join(", ")}` : "there is none yet";
  const next = `Name a known one, or start it: \`${commandLine("up", instance)} --detach\`.`;
  return problem("INSTANCE_UNKNOWN", `There is no instance "${instance}".`, evidence, next);
}

function interrupted({ instance, staleLock, wiping, restoring, upgrading }: OperationFacts): Finding[] {
  const findings: Finding[] = [];
  const say = (verb: string) => `\`${commandLine(verb, instance)}\``;
  if (restoring !== undefined) {
    const next = `Finish it: ${say(`snapshot restore ${restoring} --yes`)}; or go back: ${say("snapshot restore --undo")}.`;
    findings.push(problem("RESTORE_INCOMPLETE", "A restore was interrupted.", `snapshot ${restoring}`, next));
  }
  if (upgrading) {
    const { verb, since, step } = upgrading;
    const evidence = `begun ${since}; it was to ${step}`;
    const next = `${finishText(upgrading, instance)}.`;
    findings.push(problem("UPGRADE_INCOMPLETE", `The ${verb} was interrupted.`, evidence, next));
  }
  if (wiping) {
    const next = `${say("up")} or ${say("wipe")} finishes it.`;
    findings.push(problem("WIPE_INCOMPLETE", "A wipe was interrupted.", "its mark is there", next));
  }
  if (staleLock && findings.length === 0) {
    const next = `${say("status")} says what works; ${say("up")} goes on where the command ended.`;
    findings.push(
      warning("OPERATION_DIED", "A command died while it worked on the instance.", "its lock is left", next),
    );
  }
  return findings;
}

export const operationProbe = defineProbe<OperationFacts>({
  name: "operation",
  title: "Operations",
  async gather({ instance, instanceNamed, paths, state, engine, ours }) {
    const containers = (await engine()).reachable ? await ours() : [];
    const holder = lockHolder(paths);
    const wipes = "state" in state && state.state?.backend === "docker" && state.state.wiping.length > 0;
    return {
      ...{ instance, state, holder },
      others: instanceNamed
        ? listInstances(dirname(paths.root)).filter((name) => name !== instance)
        : undefined,
      staleLock: !holder && existsSync(paths.lockFile),
      wiping: wipes || existsSync(paths.wipeMarker),
      restoring: restoring(paths),
      upgrading: readVersions(paths).unfinished ?? undefined,
      leftovers: containers.map(({ name }) => name).filter((name) => /-(?:previous|next-\d+)$/.test(name)),
    };
  },
  judge: judgeOperation,
});

function restoring(paths: Parameters<typeof readUnfinished>[0]): string | undefined {
  try {
    return readUnfinished(paths)?.snapshot;
  } catch (error) {
    if (error instanceof StackError) return "NAME";
    throw error;
  }
}
