import { invalid } from "../model/parse.ts";
import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import { own } from "../own.ts";
import { EDGE_NETWORK, placeStack, servicesBehindEdge } from "../plan/place.ts";
import { collectProblems } from "./problems.ts";
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
  for (const { name } of behind)
    for (const key of Object.keys(profile.edge.overlay.volumes))
      if (own(stack.volumes, `${name}-${key}`))
        problems.add(`volumes.${name}-${key}`, `is the volume ${key} of profile ${profile.name}: rename it`);
  const subject = `stack "${stack.name}" in profile "${profile.name}"`;
  if (problems.lines.length > 0) throw invalid(subject, problems.lines);
  validateStack(placeStack(stack, profile), subject);
}
