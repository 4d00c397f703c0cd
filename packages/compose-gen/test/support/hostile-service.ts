import fc from "fast-check";
import type { ServiceInput } from "../../src/index.ts";
import { hostileText } from "./hostile.ts";
import { asValue, type HostileVariable, hostileRecipe, meant, type Recipe } from "./hostile-value.ts";

const values = fc.array(hostileRecipe, { maxLength: 3 });
const record = (keys: fc.Arbitrary<string>) => fc.dictionary(keys, hostileRecipe, { maxKeys: 3 });

/** What an arbitrary generates. */
export type Generated<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

/** One line for people. */
export const hostileSentence = hostileText.map((text) => {
  const line = text.replace(/[\r\n]/g, " ");
  return line.trim() === "" ? "empty" : line;
});

const segment = hostileText
  .map((text) => text.replace(/[/\n\r:]/g, ""))
  .filter((text) => text !== "" && text !== "." && text !== "..");
const containerPath = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join("/")}`);

const environmentKey = fc.oneof(
  fc.constantFrom("constructor", "toString", "on", "NO", "y", "null", "_", "__defineGetter__"),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
);
const labelKey = fc.oneof(
  fc.constantFrom("on", "null", "1e5", "0o7", "1.0", "constructor", "2001-01-01"),
  fc.stringMatching(/^[a-z0-9][a-z0-9./-]{0,8}$/).filter((key) => !key.startsWith("x-")),
);

/** A service with a hostile text in every position of a value. */
export const hostileService = fc.record({
  name: fc.constantFrom("on", "no", "y", "null", "007", "1e5", "0o7", "12_30", "true", "constructor"),
  description: hostileSentence,
  entrypoint: fc.array(hostileRecipe, { minLength: 1, maxLength: 2 }),
  command: values,
  environment: record(environmentKey),
  labels: record(labelKey),
  health: fc.oneof(
    fc.record({ command: fc.array(hostileRecipe, { minLength: 1, maxLength: 3 }) }),
    fc.record({ shell: hostileRecipe }),
  ),
  paths: fc.uniqueArray(containerPath, { minLength: 4, maxLength: 4 }),
  content: hostileRecipe,
});

export type HostileService = Generated<typeof hostileService>;

/** The definition of such a service. */
export function definitionOf(
  service: HostileService,
  name: string,
  variables: readonly HostileVariable[],
): ServiceInput {
  const value = (recipe: Recipe | Recipe[]) => asValue(recipe, variables);
  const record = (recipes: HostileService["environment"]) =>
    Object.fromEntries(Object.entries(recipes).map(([key, recipe]) => [key, value(recipe)]));
  const [workingDir, tmpfs, target, file] = service.paths as [string, string, string, string];
  const { health } = service;
  return {
    name,
    description: service.description,
    runtime: {
      kind: "container",
      image: "shop",
      entrypoint: service.entrypoint.map(value),
      command: service.command.map(value),
      environment: record(service.environment),
      labels: record(service.labels),
      workingDir,
      tmpfs: [{ path: tmpfs, size: "1m" }],
      readOnly: false,
    },
    mounts: [{ volume: "data", target }],
    files: [{ path: file, content: value(service.content) }],
    secrets: [{ secret: "key" }],
    networks: ["default", "named"],
    health: "shell" in health ? { shell: value(health.shell) } : { command: health.command.map(value) },
    waivers: [{ rule: "filesystem.read-only", reason: "inline files need a writable root" }],
  };
}

/** What `docker compose config` has to answer for it; it doubles each `$` again. */
export function configOf(service: HostileService, variables: readonly HostileVariable[]) {
  const text = (recipe: Recipe | Recipe[]) => dollars(meant(recipe, variables));
  const record = (recipes: HostileService["environment"]) =>
    Object.fromEntries(Object.entries(recipes).map(([key, recipe]) => [key, text(recipe)]));
  const [workingDir, tmpfs, target, file] = service.paths.map(dollars) as [string, string, string, string];
  const { health } = service;
  return {
    entrypoint: service.entrypoint.map(text),
    command: service.command.map(text),
    environment: record(service.environment),
    labels: record(service.labels),
    workingDir,
    tmpfs,
    target,
    file,
    content: text(service.content),
    test: "shell" in health ? ["CMD-SHELL", text(health.shell)] : ["CMD", ...health.command.map(text)],
  };
}

/** The same facts, read from Compose's answer. */
export function factsOf(config: ComposeAnswer, name: string): ReturnType<typeof configOf> {
  const service = config.services[name];
  if (!service) throw new Error(`Compose knows no service ${name}`);
  return {
    entrypoint: service.entrypoint,
    command: service.command,
    environment: service.environment ?? {},
    labels: service.labels ?? {},
    workingDir: service.working_dir,
    tmpfs: service.tmpfs[0]?.replace(/:size=1m,[a-z0-9=,]*$/, "") ?? "",
    target: service.volumes[0]?.target ?? "",
    file: service.configs[0]?.target ?? "",
    content: config.configs[service.configs[0]?.source ?? ""]?.content ?? "",
    test: service.healthcheck.test,
  };
}

/** The part of `docker compose config --format json` that texts of a definition come back in. */
export interface ComposeAnswer {
  services: Record<
    string,
    {
      entrypoint: string[];
      command: string[];
      environment?: Record<string, string>;
      labels?: Record<string, string>;
      working_dir: string;
      tmpfs: string[];
      volumes: { target: string }[];
      configs: { source: string; target: string }[];
      healthcheck: { test: string[] };
    }
  >;
  configs: Record<string, { content: string }>;
  networks: Record<string, { name: string }>;
  volumes: Record<string, { name: string }>;
  secrets: Record<string, { file: string }>;
}

function dollars(text: string): string {
  return text.replaceAll("$", "$$$$");
}
