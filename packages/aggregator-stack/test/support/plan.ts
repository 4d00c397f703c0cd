import {
  compileConfig,
  envExamplePath,
  planStack,
  renderCompose,
  renderDoorFiles,
  type StackPlan,
} from "@unicity-sphere/compose-gen";
import config from "../../../../compose-gen.config.ts";

const definitions = compileConfig(config);

/** The plan of every file that the repository renders: each stack × generation × profile. */
export const plans: StackPlan[] = definitions.generations.flatMap((generation) =>
  (definitions.stacks[generation.id] ?? []).flatMap((stack) =>
    definitions.profiles.map((profile) => planStack(definitions, stack, profile, generation)),
  ),
);

/** The plan of one stack in one generation. */
export function planOf(stack: string, generation: string): StackPlan {
  const found = plans.find((plan) => plan.stack === stack && plan.generation === generation);
  if (!found) throw new Error(`no plan of ${stack} in ${generation}`);
  return found;
}

/** Path below `generated/` → content of every file that the repository renders. */
export const renderedFiles: Record<string, string> = Object.fromEntries([
  ...plans.flatMap((plan) => {
    const example = envExamplePath(plan.path);
    return [
      [plan.path, renderCompose(plan)],
      [example, definitions.envExamples[example] ?? ""],
    ];
  }),
  ...renderDoorFiles(plans).map(({ path, content }) => [path, content]),
]);
