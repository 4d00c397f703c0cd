import type { Stack } from "../model/stack.ts";
import { own } from "../own.ts";
import type { Problems } from "./problems.ts";

/** A secret is read by exactly the services that it names as consumers. */
export function checkSecrets(stack: Stack, problems: Problems): void {
  for (const service of stack.services) {
    for (const { secret } of service.secrets) {
      const definition = own(stack.secrets, secret);
      if (definition && !definition.consumers.includes(service.name))
        problems.add(
          `services.${service.name}.secrets`,
          `reads the secret "${secret}", whose consumers are ${definition.consumers.join(", ")}: add it there, or do not give it the secret`,
        );
    }
  }
  for (const [name, secret] of Object.entries(stack.secrets)) {
    for (const consumer of secret.consumers) {
      const service = stack.services.find((candidate) => candidate.name === consumer);
      if (service && !service.secrets.some((use) => use.secret === name))
        problems.add(
          `secrets.${name}.consumers`,
          `names "${consumer}", which does not use it: remove it there`,
        );
    }
  }
}
