import { invalid } from "../model/parse.ts";
import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import { variableName } from "../model/text.ts";
import { own } from "../own.ts";
import { domainVariable, EDGE_NETWORK, placeStack, servicesBehindEdge } from "../plan/place.ts";
import { collectProblems, type Problems } from "./problems.ts";
import { validateStack } from "./stack.ts";

/**
 * A stack is also right where a profile places it: what the overlay adds takes no name that the stack uses.
 *
 * @throws ComposeGenError `DEFINITION_INVALID`
 */
export function validatePlaced(stack: Stack, profile: Profile): void {
  const behind = servicesBehindEdge(stack);
  if (!profile.edge || behind.length === 0) return;
  const problems = collectProblems();
  if (own(stack.networks, EDGE_NETWORK))
    problems.add(
      `networks.${EDGE_NETWORK}`,
      `is the network of the edge of profile ${profile.name}: rename it`,
    );
  const volumes = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const service of behind) {
    const { name } = service;
    for (const key of Object.keys(profile.edge.overlay.volumes)) {
      const volume = `${name}-${key}`;
      if (own(stack.volumes, volume))
        problems.add(`volumes.${volume}`, `is the volume ${key} of profile ${profile.name}: rename it`);
      taken(volumes, volume, name, `services.${name}`, "volume", problems);
    }
    const variable = domainVariable(profile.edge, service, behind);
    if (!variableName.safeParse(variable).success)
      problems.add(
        `services.${name}`,
        `needs the variable ${variable}, which cannot be one: rename the service`,
      );
    taken(variables, variable, name, `services.${name}`, "variable", problems);
  }
  const subject = `stack "${stack.name}" in profile "${profile.name}"`;
  if (problems.lines.length > 0) throw invalid(subject, problems.lines);
  validateStack(placeStack(stack, profile), subject);
}

/** Two services behind the edge whose names differ too little get the same volume or variable. */
function taken(
  owners: Map<string, string>,
  key: string,
  name: string,
  path: string,
  what: string,
  problems: Problems,
): void {
  const owner = owners.get(key);
  if (owner === undefined) owners.set(key, name);
  else
    problems.add(path, `has the ${what} ${key} together with ${owner} behind the edge: rename one of them`);
}
