import type { Engine } from "../engine/engine.ts";
import type { PartPlan } from "../plan.ts";

/** An image that containers are made from. */
export interface NeededImage {
  reference: string;
  /** Platform that the definition asks for, e.g. `linux/amd64`. */
  platform?: string;
}

/** Each image once. */
export function neededImages(parts: readonly PartPlan[]): NeededImage[] {
  const found = new Map<string, NeededImage>();
  for (const { plan } of parts)
    for (const { image, platform } of Object.values(plan.compose.services))
      found.set(image, { reference: image, ...(platform && { platform }) });
  return [...found.values()];
}

/** Reference → id of the images that the engine has. */
export async function presentImages(
  docker: Engine,
  needed: readonly NeededImage[],
): Promise<Map<string, string>> {
  const answers = await Promise.all(
    needed.map(async ({ reference }) => {
      const { exitCode, stdout } = await docker.result([
        "image",
        "inspect",
        "--format",
        "{{.Id}}",
        reference,
      ]);
      return exitCode === 0 ? ([[reference, stdout.trim()]] as const) : [];
    }),
  );
  return new Map(answers.flat());
}
