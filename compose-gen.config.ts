import { composeStacks, defineConfig, defineStack, type Stack } from "@unicity-sphere/compose-gen";
import { generationsOf } from "@unicity-sphere/compose-gen/sdk-lines";
import { aggregatorStack, generations } from "aggregator-stack";
import { faucetStack } from "faucet-image";
import { relayStack } from "relay-image";
import images from "./images.json" with { type: "json" };
import lock from "./images.lock.json" with { type: "json" };
import { host, local } from "./profiles.ts";
import sdk from "./sdk.json" with { type: "json" };

/** Stacks in separate files meet on one network that exists before them. */
function onSharedNetwork(stack: Stack): Stack {
  return defineStack({
    ...stack,
    networks: {
      ...stack.networks,
      default: { name: { variable: "STACK_NETWORK" }, external: true, description: "Where the stacks meet" },
    },
    parameters: {
      ...stack.parameters,
      STACK_NETWORK: { description: "Network on which separate stacks meet", default: "unicity" },
    },
  });
}

/** Every file of one generation: the stacks alone, and all of them wired in one file. */
function stacksOf(generation: string, ...others: Stack[]): Stack[] {
  const parts = [relayStack, aggregatorStack(generation), ...others];
  const together = composeStacks({
    name: "stack",
    description: `${parts.map((part) => part.name).join(", ")}: wired on one network`,
    stacks: parts,
  });
  return [...parts.map(onSharedNetwork), together];
}

export default defineConfig({
  project: "unicity",
  imageRegistry: "ghcr.io/unicity-sphere",
  images,
  lock,
  ...generationsOf(generations, `@unicitylabs/sphere-sdk@${sdk.verified["@unicitylabs/sphere-sdk"]}`),
  profiles: [local, host],
  stacks: {
    v1: stacksOf("v1", faucetStack),
    // The faucet's built-in agent mints through API v1, so the later lines have none.
    v2a: stacksOf("v2a"),
    v3: stacksOf("v3"),
  },
});
