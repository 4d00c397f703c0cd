import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import type { VariableReference } from "../model/value.ts";
import { own } from "../own.ts";
import { valuesOf } from "../validate/values.ts";
import type { ComposeFile } from "./compose-file.ts";
import { fileVariables } from "./file-variables.ts";
import { meaningOf } from "./interpolation.ts";
import { byCodeUnit } from "./sorted.ts";

/** A variable of the rendered file that its reader can set. */
export interface PlannedVariable {
  name: string;
  description?: string;
  /** Value when it is not set. */
  default?: string;
  /** Message of Compose when it is not set; such a variable has no default. */
  required?: string;
  example?: string;
}

/** The reader's own name for a copy of the stack. */
const PROJECT = "STACK_PROJECT";

/**
 * Every variable of the rendered file, sorted by name, with the project's name first.
 *
 * @param file the file, in which raw Compose keys may hold variables that the model does not know
 */
export function planVariables(
  stack: Stack,
  profile: Profile,
  project: string,
  file?: ComposeFile,
): PlannedVariable[] {
  const found = new Map<string, VariableReference>();
  const add = (reference: VariableReference) =>
    found.set(reference.variable, meaningOf(stack, profile, reference));
  for (const { part } of valuesOf(stack)) {
    if (typeof part === "string") continue;
    if ("variable" in part) add(part);
  }
  for (const service of stack.services)
    for (const { published, scope } of Object.values(service.endpoints)) {
      if (published === undefined || scope === "bridge") continue;
      const address = profile.addresses[scope];
      if (address === null) continue;
      if (typeof address === "object" && "variable" in address) add(address);
      if (typeof published === "object")
        add({ variable: published.variable, default: String(published.default) });
    }
  const descriptions = new Map<string, string>();
  for (const { variable, message, description } of Object.values(stack.consumes)) {
    add({ variable, required: message });
    if (description) descriptions.set(variable, description);
  }
  for (const { name, ...meaning } of file ? fileVariables(file) : [])
    if (name !== PROJECT && !found.has(name)) found.set(name, { variable: name, ...meaning });
  const variables = [...found.values()].map(({ variable, default: fallback, required }) => {
    const parameter = own(stack.parameters, variable);
    const description = parameter?.description ?? descriptions.get(variable);
    return {
      name: variable,
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(required === undefined ? {} : { required }),
      ...(parameter?.example === undefined ? {} : { example: parameter.example }),
    };
  });
  variables.sort((left, right) => byCodeUnit(left.name, right.name));
  return [
    {
      name: PROJECT,
      description: profile.fixedNames
        ? "Name of the Compose project. Containers and volumes have fixed names: one copy fits on a host."
        : "Name of the Compose project: another name is another copy of the stack.",
      default: project,
    },
    ...variables,
  ];
}
