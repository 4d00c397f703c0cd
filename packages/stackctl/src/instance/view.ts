import { EXIT, StackError } from "../errors.ts";
import type { InstanceView } from "../stack/definition.ts";
import { instancePaths, listInstances } from "./folders.ts";
import { DEFAULT_INSTANCE } from "./names.ts";
import { type InstanceState, readInstanceState } from "./state.ts";

/** The services of a state as checks and verbs see them; a service that never listened is left out. */
export function viewOf(home: string, state: InstanceState): InstanceView {
  const paths = instancePaths(home, state.instance);
  const services = Object.entries(state.services).flatMap(([name, { url, port, process }]) =>
    port === 0
      ? []
      : [
          [
            name,
            { name, url: url ?? `http://127.0.0.1:${port}`, dataDir: paths.dataDir(name), process },
          ] as const,
        ],
  );
  return { name: state.instance, root: paths.root, services: Object.fromEntries(services), file: paths.file };
}

/**
 * The state of an instance that a verb was asked about.
 *
 * @throws StackError `INSTANCE_UNKNOWN` (exit 2) that lists the known ones
 */
export function requireInstance(home: string, instance: string): InstanceState {
  const state = readInstanceState(instancePaths(home, instance));
  if (state) return state;
  throw unknownInstance(home, instance);
}

/** The state of an instance of which at least one service was started and not taken down. @throws StackError exit 2 */
export function requireRunning(home: string, instance: string): InstanceState {
  const state = requireInstance(home, instance);
  if (Object.values(state.services).some(({ process }) => process)) return state;
  throw new StackError(
    {
      code: "INSTANCE_STOPPED",
      what: `The instance "${instance}" is not running.`,
      where: instancePaths(home, instance).root,
      next: `Start it: \`${commandLine("up", instance)} --detach\`.`,
    },
    EXIT.unreachable,
  );
}

/** The error for an instance without a state, with the known ones. */
export function unknownInstance(home: string, instance: string): StackError {
  const known = listInstances(home).filter((name) => name !== instance);
  return new StackError(
    {
      code: "INSTANCE_UNKNOWN",
      what: `There is no instance "${instance}".`,
      where: home,
      evidence: known.length > 0 ? `known: ${known.join(", ")}` : "there is none yet",
      next: `Start it: \`${commandLine("up", instance)} --detach\`${known.length > 0 ? ", or name a known one: `--instance NAME`" : ""}.`,
    },
    EXIT.unreachable,
  );
}

/** A command for people that works on this instance. */
export function commandLine(verb: string, instance: string): string {
  return `npx stackctl ${verb}${instance === DEFAULT_INSTANCE ? "" : ` --instance ${instance}`}`;
}
