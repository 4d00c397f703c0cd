import type { Stack } from "@unicity-sphere/compose-gen";
import { StackError } from "../../../errors.ts";

/**
 * Variables with the in-network addresses of what other stacks of the instance provide. What none of them provides has to
 * be given in the environment.
 *
 * @throws StackError `PART_MISSING` for what neither provides
 */
export function wiringOf(
  parts: readonly Stack[],
  given: Readonly<Record<string, string | undefined>>,
  all: readonly Stack[] = parts,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const consumer of parts)
    for (const [key, { variable, message }] of Object.entries(consumer.consumes)) {
      const value = given[variable] ?? addressOf(parts, key);
      if (value === undefined) throw partMissing(consumer.name, key, { variable, message }, all);
      variables[variable] = value;
    }
  return variables;
}

/** URL for containers of the same network. */
function addressOf(parts: readonly Stack[], key: string): string | undefined {
  for (const { provides, services } of parts) {
    const provided = provides[key];
    const endpoint = services.find(({ name }) => name === provided?.service)?.endpoints[
      provided?.endpoint ?? ""
    ];
    if (provided && endpoint)
      return `${endpoint.protocol}://${provided.service}:${endpoint.port}${provided.path ?? ""}`;
  }
  return undefined;
}

function partMissing(
  consumer: string,
  key: string,
  { variable, message }: { variable: string; message: string },
  all: readonly Stack[],
): StackError {
  const provider = all.find(({ provides }) => Object.hasOwn(provides, key))?.name;
  const run = provider === undefined ? "" : `Also run the stack \`${provider}\`, or s`;
  return new StackError({
    code: "PART_MISSING",
    what: `The stack "${consumer}" needs "${key}", and nothing of this instance provides it.`,
    where: `stack ${consumer}`,
    next: `${run || "S"}et ${variable}: ${message}`,
  });
}
