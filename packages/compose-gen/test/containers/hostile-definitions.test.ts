import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineService, defineStack, expectedComposeConfig, renderCompose } from "../../src/index.ts";
import { composeConfig, skipped } from "../support/compose.ts";
import { hostileText } from "../support/hostile.ts";
import {
  type ComposeAnswer,
  configOf,
  definitionOf,
  factsOf,
  type Generated,
  hostileSentence,
  hostileService,
} from "../support/hostile-service.ts";
import { type HostileVariable, hostileVariables } from "../support/hostile-value.ts";
import { planOf } from "../support/plan.ts";

const SERVICES_A_FILE = 100;
const FILES = 100;

const hostileStack = fc.record({
  description: hostileSentence,
  variables: hostileVariables,
  services: fc.array(hostileService, { minLength: SERVICES_A_FILE, maxLength: SERVICES_A_FILE }),
  networkName: hostileText.filter((text) => text !== ""),
  volumeName: hostileText.filter((text) => text !== ""),
  secretFile: hostileText,
});

describe.skipIf(skipped)(`${FILES * SERVICES_A_FILE} hostile definitions`, () => {
  test("docker compose config gives back every text unchanged, wherever it stands", {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(hostileStack, (recipe) => {
        const { variables } = recipe;
        const names = recipe.services.map((service, index) => `${service.name}-${index}`);
        const services = recipe.services.map((service, index) =>
          defineService(definitionOf(service, names[index] ?? "", variables)),
        );
        const plan = planOf(stackAround(services, recipe));
        const environment = environmentOf(variables);

        const { config, directory } = composeConfig(renderCompose(plan), environment);

        const answer = config as unknown as ComposeAnswer;
        const facts = names.map((name) => factsOf(answer, name));
        expect(facts).toEqual(recipe.services.map((service) => configOf(service, variables)));
        const doubled = (text: string) => text.replaceAll("$", "$$$$");
        expect(answer.networks.named?.name).toBe(doubled(recipe.networkName));
        expect(answer.volumes.data?.name).toBe(doubled(recipe.volumeName));
        expect(answer.secrets.key?.file).toBe(doubled(secretPath(recipe.secretFile, directory)));
        expect(config).toEqual(
          expectedComposeConfig(plan, { environment: { ...environment, HOME: directory }, directory }),
        );
      }),
      { numRuns: FILES, endOnFailure: true },
    );
  });
});

function stackAround(services: ReturnType<typeof defineService>[], recipe: Generated<typeof hostileStack>) {
  const hub = defineService({
    name: "hub",
    runtime: {
      kind: "container",
      image: "shop",
      command: recipe.variables.map(({ name, declared, meaning }) => ({
        variable: name,
        ...(declared === "reference" ? meaning : {}),
      })),
      environment: { OTHER: { consumes: "other" } },
    },
    endpoints: { http: { port: 8080, protocol: "http" } },
    networks: ["named"],
  });
  return defineStack({
    name: "hostile",
    description: recipe.description,
    services: [...services, hub],
    volumes: { data: { class: "state", name: recipe.volumeName, description: recipe.description } },
    networks: { named: { name: recipe.networkName, description: recipe.description } },
    secrets: {
      key: {
        purpose: recipe.description,
        format: recipe.description,
        rotation: recipe.description,
        consumers: services.map((service) => service.name),
        file: recipe.secretFile,
      },
    },
    consumes: { other: { variable: "OTHER_URL", message: "the URL of the other" } },
    parameters: Object.fromEntries(
      recipe.variables
        .filter((variable) => variable.declared === "parameter")
        .map(({ name, meaning }) => [name, { description: recipe.description, ...meaning }]),
    ),
  });
}

function environmentOf(variables: readonly HostileVariable[]): Record<string, string> {
  const set = variables.flatMap(({ name, set }) => (set === undefined ? [] : [[name, set] as const]));
  return { OTHER_URL: "http://other.example", ...Object.fromEntries(set) };
}

/** A path starts at the file; Compose takes `~` for the home folder, and a Windows path as it is. */
function secretPath(text: string, directory: string): string {
  if (text.startsWith("~")) return resolve(`${directory}/${text.slice(1)}`);
  const windows = /^(?:[a-z]:|[\\/]{2}[^\\/.][^\\/]*[\\/][^\\/.][^\\/]*)[\\/]/i;
  return text.startsWith("/") || windows.test(text) ? text : resolve(directory, text);
}
