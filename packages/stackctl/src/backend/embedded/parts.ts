import { StackError, UsageError } from "../../errors.ts";
import type { EmbeddedState } from "../../instance/state.ts";
import type { ServiceDefinition, StackDefinition } from "../../stack/definition.ts";

/** The services that an instance has. */
export function servicesOf(
  { services }: Pick<StackDefinition, "services">,
  state: EmbeddedState | undefined,
): readonly ServiceDefinition[] {
  return services.filter(({ name }) => state?.parts?.includes(name) ?? true);
}

/**
 * The services that an `up` is about: those named and those that the instance has; all of them when neither is said.
 *
 * @throws UsageError for a name that no service has
 */
export function chooseServices(
  stack: StackDefinition,
  asked: readonly string[],
  state: EmbeddedState | undefined,
): readonly ServiceDefinition[] {
  const names = stack.services.map(({ name }) => name);
  const wrong = asked.find((name) => !names.includes(name));
  if (wrong !== undefined)
    throw new UsageError(`There is no service "${wrong}".`, `Known: ${names.join(", ")}.`);
  const fresh = state === undefined && asked.length > 0;
  const known = fresh ? [] : servicesOf(stack, state).map(({ name }) => name);
  return stack.services.filter(({ name }) => known.includes(name) || asked.includes(name));
}

/**
 * Where the services find those that the instance does not have: from the environment of `up`, else as it was before.
 *
 * @returns values by variable; empty when it has all that they use
 * @throws StackError `PART_MISSING` for what neither says
 */
export function findElsewhere(
  services: readonly ServiceDefinition[],
  state: EmbeddedState | undefined,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const here = new Set(services.map(({ name }) => name));
  const wanted = services.flatMap((service) =>
    service.uses.filter((other) => !here.has(other)).map((other) => ({ service, other })),
  );
  return Object.fromEntries(
    wanted.flatMap(({ service, other }) =>
      (service.elsewhere?.[other] ?? []).map((variable) => {
        const value = env[variable] || state?.elsewhere?.[variable];
        if (value) return [variable, value];
        throw partMissing(service.name, other, service.elsewhere?.[other] ?? []);
      }),
    ),
  );
}

function partMissing(service: string, other: string, variables: readonly string[]): StackError {
  return new StackError({
    code: "PART_MISSING",
    what: `${service} needs ${other}, and this instance does not have it.`,
    where: `service ${service}`,
    next: `Also name \`${other}\`, or set ${variables.join(" and ")}.`,
  });
}
