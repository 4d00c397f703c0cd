import { FOLDER_LABEL } from "../../backend/docker/containers/facts.ts";
import { createEngine, type Engine } from "../../backend/docker/engine/engine.ts";
import { composeFolder } from "../../backend/docker/files/rendered.ts";
import { observeInstance } from "../../backend/docker/observe.ts";
import type { Interrupts } from "../../cli/interrupts.ts";
import { StackError } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { readInstanceState } from "../../instance/state.ts";
import { DEFAULT_STACK, loadStack } from "../../stack/registry.ts";
import { type HostContainer, lookAtContainers } from "./containers.ts";
import { lookAtEngine } from "./engine.ts";
import { lookInside } from "./inside.ts";
import { limitsOf, WHOLE_MS } from "./limits.ts";
import { hostAddresses, type NameResolver, systemResolver } from "./names.ts";
import { once, onceEach } from "./once.ts";
import { askReport } from "./service-report.ts";
import type { Sight, StateSight } from "./sight.ts";
import { askWeb } from "./web.ts";
import { withinTime } from "./within-time.ts";

/** What the doctor is asked about, and what it looks with; tests give their own. */
export interface LookOptions {
  home: string;
  instance: string;
  /** The reader named it: one that does not exist is a problem then. */
  instanceNamed?: boolean;
  env: NodeJS.ProcessEnv;
  interrupts: Interrupts;
  /** Domains that the reader named. */
  domains?: readonly string[];
  /** Project of the run scripts' containers; default `PROJECT_NAME`, or `unicity`. */
  project?: string | undefined;
  docker?: Engine;
  names?: NameResolver;
  addresses?: readonly string[];
  web?: Sight["web"];
  now?: () => Date;
  /** What the whole look may take, ms; default {@link WHOLE_MS}. */
  timeoutMs?: number;
}

/** A look at this host; nothing is asked before a probe wants it. */
export function lookAround(options: LookOptions): Sight {
  const { home, instance, env, interrupts, domains = [] } = options;
  const { signal } = interrupts;
  const paths = instancePaths(home, instance);
  const limits = limitsOf(options.timeoutMs ?? WHOLE_MS);
  const until = (ms: number) => withinTime(options.docker ?? createEngine(signal), performance.now() + ms);
  const docker = until(limits.commands);
  const first = until(limits.engine);
  const project = options.project ?? (env.PROJECT_NAME || "unicity");
  const state = lookAtState(paths);
  const containers = once(() => lookAtContainers(first));
  const isOurs = ({ labels }: HostContainer) =>
    labels["compose-gen.project"] === project || labels[FOLDER_LABEL] === composeFolder(paths);
  const inContainers = "state" in state && state.state?.backend === "docker";
  const ours = once(async () => (await containers()).filter(isOurs));
  const find = async (name: string) => (await containers()).find((container) => container.name === name);
  return {
    ...{ home, instance, paths, env, signal, limits, project, docker, state, containers, ours },
    instanceNamed: options.instanceNamed ?? false,
    now: options.now ?? (() => new Date()),
    named: domains.map((domain) => domain.toLowerCase()),
    needsEngine: inContainers || domains.length > 0,
    engine: once(() => lookAtEngine(first)),
    existing: once(async () => {
      if (!inContainers) return undefined;
      return observeInstance({
        home,
        instance,
        paths,
        stack: await loadStack(DEFAULT_STACK),
        env,
        interrupts,
      });
    }),
    report: onceEach((name) => askReport(docker, name)),
    inside: onceEach(async (name) => {
      const container = await find(name);
      return container && lookInside(docker, container, limits.answer);
    }),
    web: options.web ?? onceEach((url) => askWeb(url, signal, limits.web)),
    names: options.names ?? systemResolver(),
    addresses: options.addresses ?? hostAddresses(env),
  };
}

function lookAtState(paths: ReturnType<typeof instancePaths>): StateSight {
  try {
    return { state: readInstanceState(paths) };
  } catch (error) {
    if (error instanceof StackError) return { error: error.parts };
    throw error;
  }
}
