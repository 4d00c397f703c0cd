import { StackError } from "../../errors.ts";
import { LOOPBACK } from "../../process/ports.ts";
import type { Place } from "../backend.ts";
import { composeEnvironment } from "./compose-environment.ts";
import type { Engine } from "./engine/engine.ts";
import { composeFailed } from "./failures.ts";
import { composeFiles, composeFolder } from "./files/rendered.ts";
import type { ContainerPlan, PartPlan } from "./plan.ts";
import { removeUnused, unnamedVolumesOf } from "./volumes/unnamed.ts";

/** Longest time for Compose to create and start one stack, waiting for its jobs included, ms. */
const COMPOSE_MS = 300_000;

/** A port that the engine could not give; another one may be free. */
export class PortCollision extends StackError {}

/** Where the commands of one `up` go. */
export interface ComposeContext {
  place: Place;
  docker: Engine;
  plan: ContainerPlan;
  /** Port variable → host port. */
  ports: Readonly<Record<string, number>>;
}

/**
 * Creates and starts the containers of one stack. Compose keeps those whose configuration has not changed, and starts
 * services once what they depend on is healthy or completed.
 *
 * @throws StackError `COMPOSE_FAILED`; PortCollision
 */
export async function composeUp(context: ComposeContext, part: PartPlan, signal: AbortSignal): Promise<void> {
  const { place, docker, plan, ports } = context;
  const { file, override } = composeFiles(place.paths, part.stack.name);
  const lines: string[] = [];
  const unnamed = await unnamedVolumesOf(docker, part.project);
  const { exitCode, stderr } = await docker.result(
    [
      ...["compose", "--project-directory", composeFolder(place.paths), "--project-name", part.project],
      ...["--file", file, ...(override ? ["--file", override] : [])],
      ...["up", "--detach", "--no-build", "--pull", "never", "--remove-orphans"],
    ],
    {
      timeout: COMPOSE_MS,
      environment: composeEnvironment(plan, part, ports),
      signal,
      onLine: (line) => void lines.push(line.trim()),
    },
  );
  signal.throwIfAborted();
  if (exitCode === 0) {
    // Compose gives them to the container that replaces theirs, or leaves them behind when its image declares none.
    await removeUnused(docker, unnamed);
    return;
  }
  const output = lines.length > 0 ? lines : stderr.trim().split("\n");
  const taken = /(?:port is already allocated|address already in use)/.test(output.join("\n"));
  if (!taken) throw composeFailed(part.stack.name, override ?? file, output);
  const port = /:(\d+)(?: failed|: bind|->)/.exec(output.join("\n"))?.[1] ?? "?";
  throw new PortCollision({
    code: "PORT_TAKEN",
    what: `Port ${port}, wanted by the stack "${part.stack.name}", is already in use.`,
    where: `${LOOPBACK}:${port}`,
    evidence: output.slice(-3).join("\n"),
    next: "End what listens there, or choose other ports: `--port-base 17777`, or `--port-base 0` for free ones.",
  });
}
