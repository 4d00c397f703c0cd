import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileConfig, planStack, renderCompose } from "@unicity-sphere/compose-gen";
import { describe, expect, test } from "vitest";
import config from "../../../compose-gen.config.ts";
import { plans } from "./support/plan.ts";

const generated = fileURLToPath(new URL("../../../generated/", import.meta.url));
const definitions = compileConfig(config);

describe("an image map", () => {
  const images = Object.fromEntries(
    plans.flatMap((plan) => plan.images.map(({ pin }) => [pin, `double.example/${pin}:local`])),
  );

  test.each(plans.map((plan) => [plan.path, plan] as const))(
    "changes the image lines of generated/%s, all of them, and nothing else",
    (path, plan) => {
      const generation = definitions.generations.find(({ id }) => id === plan.generation);
      const profile = definitions.profiles.find(({ name }) => name === plan.profile);
      const stack = definitions.stacks[plan.generation]?.find(({ name }) => name === plan.stack);
      if (!generation || !profile || !stack) throw new Error("the plan comes from these definitions");
      const replaced = renderCompose(planStack(definitions, stack, profile, generation, { images }));

      const before = readFileSync(join(generated, path), "utf8").split("\n");
      const after = replaced.split("\n");
      expect(after.length).toBe(before.length);
      for (const [index, line] of before.entries()) {
        const isImage = /^ {4}image: /.test(line);
        if (isImage) expect(after[index]).toMatch(/^ {4}image: double\.example\/[a-z0-9-]+:local$/);
        else expect(after[index]).toBe(line);
      }
    },
  );
});
