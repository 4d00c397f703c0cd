import type { Stack } from "../model/stack.ts";
import { fileVariables } from "../plan/file-variables.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";
import { valuesOf } from "./values.ts";

/** A variable means the same everywhere: one default or one required message, and every parameter is used. */
export function checkVariables(stack: Stack, problems: Problems): void {
  const meanings = new Map<string, { path: string; text: string }>();
  const use = (path: string, variable: string, meaning: string) => {
    const earlier = meanings.get(variable);
    if (!earlier) meanings.set(variable, { path, text: meaning });
    else if (earlier.text !== meaning)
      problems.add(path, `uses ${variable} (${meaning}) otherwise than ${earlier.path} (${earlier.text})`);
  };
  for (const [variable, parameter] of Object.entries(stack.parameters))
    use(`parameters.${variable}`, variable, meaningOf(parameter));
  const used = new Set<string>();
  for (const { path, part } of valuesOf(stack)) {
    if (typeof part === "string" || !("variable" in part)) continue;
    used.add(part.variable);
    const inherited = part.default === undefined && part.required === undefined;
    if (inherited && Object.hasOwn(stack.parameters, part.variable)) continue;
    use(path, part.variable, meaningOf(part));
  }
  for (const service of stack.services)
    for (const [name, { published }] of Object.entries(service.endpoints)) {
      if (typeof published !== "object") continue;
      used.add(published.variable);
      const path = `services.${service.name}.endpoints.${name}.published`;
      use(path, published.variable, meaningOf({ default: String(published.default) }));
    }
  for (const [name, consumed] of Object.entries(stack.consumes)) {
    used.add(consumed.variable);
    use(`consumes.${name}.variable`, consumed.variable, meaningOf({ required: consumed.message }));
  }
  // Raw Compose keys say themselves what a variable means there; the parameter describes it.
  for (const { name } of fileVariables([stack.services.map(({ compose }) => compose), stack.compose]))
    used.add(name);
  for (const variable of Object.keys(stack.parameters))
    if (!used.has(variable))
      problems.add(`parameters.${variable}`, "is used nowhere.", () => suggestion(variable, used));
}

function meaningOf(reference: { default?: string | undefined; required?: string | undefined }): string {
  if (reference.default !== undefined) return `default ${JSON.stringify(reference.default)}`;
  if (reference.required !== undefined) return `required: ${reference.required}`;
  return "optional";
}
