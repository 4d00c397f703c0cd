import { rmSync } from "node:fs";
import type { CheckResult } from "../../checks/check.ts";
import { Interrupted } from "../../errors.ts";
import type { OperationLock } from "../../instance/lock.ts";
import { type DockerState, writeInstanceState } from "../../instance/state.ts";
import { commandLine } from "../../instance/view.ts";
import { finishWipe } from "../../instance/wipe.ts";
import { refuseUnfinished } from "../../snapshot/unfinished.ts";
import type { BroughtUp, Operation, UpRequest } from "../backend.ts";
import { assignPorts } from "./assign-ports.ts";
import { PortCollision } from "./compose-up.ts";
import { type ContainerFacts, isUp, listContainers } from "./containers/facts.ts";
import { createEngine, type Engine } from "./engine/engine.ts";
import { requireEngine } from "./engine/require-engine.ts";
import { ensureImages } from "./ensure-images.ts";
import { copyExported } from "./exported-files.ts";
import { failedLogs } from "./failures.ts";
import { composeFolder, readRendered } from "./files/rendered.ts";
import { fingerprint } from "./fingerprint.ts";
import { readDefinitions } from "./parts/definitions.ts";
import type { HostPort } from "./parts/ports.ts";
import { type ContainerPlan, planContainers } from "./plan.ts";
import { chosenState, prepareFiles, readDockerState } from "./prepare.ts";
import { bringUpParts, standsStill } from "./start-parts.ts";
import { takeDown } from "./take-down.ts";
import { toUpPlan } from "./up-plan.ts";
import { verifyPlanned } from "./verify.ts";
import { otherImages } from "./versions/other-images.ts";
import { rowsOf } from "./view.ts";
import { type InstanceVolume, instanceVolumes } from "./volumes/list.ts";
import { filesOfContainers, finishVolumeWipe } from "./volumes/wipe.ts";
import { waitForChecks } from "./wait-checks.ts";

/** Time for all checks once the containers are healthy, ms. */
const CHECKS_MS = 90_000;
/** How often other free ports are tried. */
const PORT_ATTEMPTS = 4;

/** Brings an instance of containers up. @throws StackError, Interrupted */
export async function upContainers(
  operation: Operation,
  request: UpRequest,
  _lock: OperationLock,
): Promise<BroughtUp> {
  const { signal } = operation.interrupts;
  const docker = createEngine(signal);
  const { engine } = await requireEngine(docker);
  if (finishWipe(operation.paths, filesOfContainers(operation.stack)))
    operation.reporter.step("An interrupted wipe was finished first.");
  refuseUnfinished(operation.paths, operation.instance);
  await finishVolumeWipe(operation, docker, engine);
  const definitions = readDefinitions();
  const plan = planContainers(operation, definitions, request, {
    state: readDockerState(operation.paths),
    engine,
  });
  const upPlan = toUpPlan(operation, request, plan);
  const images = await verifyPlanned(operation, request, plan, definitions);
  const { ids } = await ensureImages(operation, docker, plan);
  const before = await listContainers(docker, composeFolder(operation.paths));
  sayOtherImages(operation, request, plan, before);
  const volumes = upPlan.fresh ? await instanceVolumes(docker, plan.parts) : undefined;
  const undo = () => undoUp(operation, plan, before, volumes);
  try {
    const state = chosenState(operation, plan);
    const context: UpContext = { operation, docker, plan, state, ids, before };
    const { started, checks } = await bringUp(context, signal);
    const observed = { place: operation, parts: plan.parts, containers: await current(context) };
    const services = plan.parts.flatMap(({ stack }) => stack.services.map(({ name }) => name));
    for (const file of failedLogs(operation.paths, services)) rmSync(file, { force: true });
    return { plan: upPlan, started, checks, rows: rowsOf(observed), ...(images && { images }), undo };
  } catch (error) {
    operation.reporter.end();
    await undo();
    if (signal.aborted) throw new Interrupted(signal.reason);
    throw error;
  }
}

/** An `up` takes no backup and has no way back, so the reader learns of the command that does. */
function sayOtherImages(
  { paths, instance, reporter }: Operation,
  { images }: UpRequest,
  { parts }: ContainerPlan,
  before: readonly ContainerFacts[],
): void {
  const files = readRendered(paths, readDockerState(paths)?.files ?? {});
  const changes = otherImages(parts, before, files, Object.values(images));
  for (const { service, from, to } of changes) reporter.step(`${service}: ${from} becomes ${to}.`);
  if (changes.length > 0)
    reporter.step(
      `Another release has started these. \`${commandLine("upgrade", instance)}\` backs up first, and goes back when it fails.`,
    );
}

interface UpContext {
  operation: Operation;
  docker: Engine;
  plan: ContainerPlan;
  state: DockerState;
  /** Reference → id of the images. */
  ids: ReadonlyMap<string, string>;
  /** Containers that there were. */
  before: readonly ContainerFacts[];
}

async function bringUp(
  context: UpContext,
  signal: AbortSignal,
): Promise<{ started: string[]; checks: CheckResult[] }> {
  const { operation, docker, plan, state, ids, before } = context;
  let found = before;
  for (let attempt = 1; ; attempt++) {
    const own = portsHeld(found);
    state.ports = { ...state.ports, ...(await assignPorts(plan.ports, own, plan.portBase !== 0)) };
    await prepareFiles(operation, docker, plan, state);
    const applied = fingerprint(operation.paths, plan, state.ports, ids);
    const same = state.applied === applied && standsStill(plan.parts, before);
    try {
      if (!same) {
        state.applied = null;
        writeInstanceState(operation.paths, state, false);
        await bringUpParts({ ...context, found, ports: state.ports, signal });
      }
    } catch (error) {
      if (!(error instanceof PortCollision) || plan.portBase !== 0 || attempt === PORT_ATTEMPTS) throw error;
      found = await current(context);
      keepHeld(plan.ports, state.ports, portsHeld(found));
      continue;
    }
    const checks = await check(context, signal);
    state.applied = applied;
    writeInstanceState(operation.paths, state);
    return { started: same ? [] : changed(before, await current(context)), checks };
  }
}

/** Ports of containers that run. */
const portsHeld = (containers: readonly ContainerFacts[]): ReadonlySet<number> =>
  new Set(containers.flatMap(({ ports, status }) => (status === "running" ? Object.values(ports) : [])));

/** What runs already keeps its port, so that Compose leaves it alone; everything else gets another one. */
function keepHeld(
  ports: readonly HostPort[],
  assigned: Readonly<Record<string, number>>,
  held: ReadonlySet<number>,
): void {
  for (const port of ports) {
    const last = assigned[port.variable] ?? 0;
    port.port = held.has(last) ? last : 0;
  }
}

async function check(context: UpContext, signal: AbortSignal): Promise<CheckResult[]> {
  const { operation, docker, plan } = context;
  const observed = { place: operation, parts: plan.parts, containers: await current(context) };
  await copyExported(docker, observed);
  return waitForChecks(operation, docker, observed, CHECKS_MS, signal);
}

const current = ({ docker, operation }: UpContext) => listContainers(docker, composeFolder(operation.paths));

/** Services whose container is another one than before, or did not run. */
function changed(before: readonly ContainerFacts[], after: readonly ContainerFacts[]): string[] {
  const kept = new Set(before.filter(({ status }) => status === "running").map(({ id }) => id));
  return after
    .filter(({ id, status }) => status === "running" && !kept.has(id))
    .map(({ service }) => service);
}

/**
 * Takes everything down when nothing ran before; an instance that ran stays as far as it does. Of a new instance that the
 * reader interrupts the folder goes, and with it the volumes that were made for it.
 *
 * @param volumes those that a new instance has found
 */
async function undoUp(
  operation: Operation,
  { parts }: ContainerPlan,
  before: readonly ContainerFacts[],
  volumes: readonly InstanceVolume[] | undefined,
): Promise<void> {
  if (before.some(isUp)) return;
  const docker = createEngine();
  await takeDown(operation, docker);
  // The engine may have finished what an ended Compose had asked for.
  if ((await listContainers(docker, composeFolder(operation.paths))).length > 0)
    await takeDown(operation, docker);
  if (volumes === undefined || !operation.interrupts.signal.aborted) return;
  const found = new Set(volumes.map(({ name }) => name));
  const made = (await instanceVolumes(docker, parts)).filter(({ name }) => !found.has(name));
  if (made.length > 0) await docker.text(["volume", "rm", ...made.map(({ name }) => name)]);
}
