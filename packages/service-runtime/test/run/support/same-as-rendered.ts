import { compileConfig, planStack, type StackPlan } from "@unicity-sphere/compose-gen";
import config from "../../../../../compose-gen.config.ts";
import type { Outcome } from "./world.ts";

/** What a container is, whoever makes it. */
interface Description {
  name: string | undefined;
  image: string | undefined;
  flags: Record<string, string | undefined>;
  lists: Record<string, string[]>;
}

/** Variables that the run library always sets, to the default of the image. */
const defaults = ["SSL_REQUIRED=true", "APP_HTTP_PORT=0"];

/** The file of a stack for a host, in the default generation. */
export function hostPlan(name: string): StackPlan {
  const definitions = compileConfig(config);
  const [generation] = definitions.generations;
  const stack = definitions.stacks[generation?.id ?? ""]?.find((candidate) => candidate.name === name);
  const profile = definitions.profiles.find((candidate) => candidate.name === "host");
  if (!generation || !stack || !profile) throw new Error(`no file of ${name} for a host`);
  return planStack(definitions, stack, profile, generation);
}

/** The container that `--dry-run --json` shows. */
export function plannedContainer({ json }: Outcome): Description {
  const plan = json() as Record<"arguments" | "environment" | "networks", string[]>;
  const values = (flag: string) =>
    plan.arguments.flatMap((entry, index) => (plan.arguments[index - 1] === flag ? [entry] : []));
  const one = (flag: string) => values(flag).at(-1);
  return {
    name: one("--name"),
    image: plan.arguments.at(-1),
    flags: {
      hostname: one("--hostname"),
      user: one("--user"),
      restart: one("--restart"),
      stop: `${one("--stop-timeout")}s`,
      readOnly: String(plan.arguments.includes("--read-only")),
      memory: one("--memory"),
      pids: one("--pids-limit"),
      cpus: one("--cpus"),
      logDriver: one("--log-driver"),
    },
    lists: {
      capAdd: values("--cap-add").sort(),
      capDrop: values("--cap-drop"),
      security: values("--security-opt"),
      logOptions: values("--log-opt").sort(),
      tmpfs: values("--tmpfs").sort(),
      labels: values("--label").sort(),
      mounts: values("--mount").sort(),
      networks: plan.networks.toSorted(),
      ports: values("-p"),
      environment: plan.environment.filter((entry) => !defaults.includes(entry)).sort(),
    },
  };
}

/**
 * The container of a rendered host file.
 * @param values of the variables that the file requires
 * @param files of the host by the name of the secret
 */
export function renderedContainer(
  { compose }: StackPlan,
  service: string,
  values: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Description {
  // biome-ignore lint/suspicious/noExplicitAny: every part of it is compared as text
  const raw: any = interpolate(compose, values);
  const it = raw.services[service];
  const pairs = (entries: Record<string, unknown>) =>
    Object.entries(entries)
      .map(([key, value]) => `${key}=${value}`)
      .sort();
  const volumes = it.volumes.map(
    ({ type, source, target }: Record<string, string>) =>
      `type=${type},source=${raw.volumes[source ?? ""].name},target=${target}`,
  );
  const secrets = (it.secrets ?? []).map(
    ({ source, target }: Record<string, string>) =>
      `type=bind,source=${files[source ?? ""]},target=/run/secrets/${target},readonly`,
  );
  return {
    name: it.container_name,
    image: it.image,
    flags: {
      hostname: it.hostname,
      user: it.user,
      restart: it.restart,
      stop: it.stop_grace_period,
      readOnly: String(it.read_only),
      memory: it.mem_limit,
      pids: String(it.pids_limit),
      cpus: String(it.cpus),
      logDriver: it.logging.driver,
    },
    lists: {
      capAdd: it.cap_add.toSorted(),
      capDrop: it.cap_drop,
      security: it.security_opt,
      logOptions: pairs(it.logging.options),
      tmpfs: it.tmpfs.toSorted(),
      labels: pairs(it.labels),
      mounts: [...volumes, ...secrets].sort(),
      networks: [it.networks]
        .flat()
        .map((name: string) => raw.networks[name].name)
        .sort(),
      ports: it.ports ?? [],
      environment: pairs(it.environment).filter((entry) => entry !== "SSL_STAGING=false"),
    },
  };
}

/** Compose's `${NAME:-default}` and `${NAME:?message}` everywhere in a value. */
function interpolate<T>(value: T, values: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value).replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind: string, rest: string) => values[name] ?? (kind === "-" ? rest : `unset ${name}`),
  );
  return JSON.parse(text);
}
