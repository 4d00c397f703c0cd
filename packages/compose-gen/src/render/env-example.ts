import type { StackPlan } from "../plan/stack.ts";
import { MARK } from "./header.ts";
import { template } from "./template.ts";

interface Context {
  mark: string;
  version: string;
  file: string;
  copy: string;
  variables: { comments: string[]; line: string }[];
}

const render = template<Context>(`{{mark}} {{version}}. Do not edit: copy it to {{copy}} and change the copy.
# Variables of {{file}}: docker compose --env-file {{copy}} -f {{file}} up --detach
# Lines that start with "#" show the default.
{{#each variables}}

{{#each comments}}
# {{this}}
{{/each}}
{{line}}
{{/each}}
`);

/** The `.env.example` of a plan: every variable with its meaning; required ones wait for a value. */
export function renderEnvExample(plan: StackPlan): string {
  return render({
    mark: MARK,
    version: plan.generatorVersion,
    file: plan.path.slice(plan.path.lastIndexOf("/") + 1),
    copy: `${plan.stack}.env`,
    variables: plan.variables.map((variable) => {
      const example = variable.example === undefined ? [] : [`Example: ${variable.example}`];
      const required = variable.required === undefined ? [] : [`Required: ${variable.required}`];
      const comments = [...(variable.description ? [variable.description] : []), ...required, ...example];
      const line =
        variable.required === undefined ? `#${variable.name}=${variable.default ?? ""}` : `${variable.name}=`;
      return { comments, line };
    }),
  });
}

/** Path of the `.env.example` that belongs to a rendered file. */
export function envExamplePath(composePath: string): string {
  return composePath.replace(/\.yml$/, ".env.example");
}
