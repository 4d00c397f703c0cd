import { compileConfig, type Definitions, planStack, type Stack, type StackPlan } from "../../src/index.ts";
import { shopConfig } from "../fixtures/shop.ts";

/** The compiled example configuration. */
export const definitions: Definitions = compileConfig(shopConfig());

/** The plan of a stack in the example's default profile and generation. */
export function planOf(stack: Stack): StackPlan {
  const [profile] = definitions.profiles;
  const [generation] = definitions.generations;
  if (!profile || !generation) throw new Error("the example has a profile and a generation");
  return planStack(definitions, stack, profile, generation);
}
