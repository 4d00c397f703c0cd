import { join } from "node:path";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { z } from "zod";

/** A file below `generated/` that is not what the definitions and the lock give. */
export interface RenderProblem {
  /** From the checkout. */
  path: string;
  problem: "stale" | "missing" | "extra";
}

const RENDER_MS = 5 * 60_000;
const answer = z.looseObject({
  problems: z.array(z.object({ path: z.string(), problem: z.enum(["stale", "missing", "extra"]) })),
});

/**
 * Renders everything from the definitions and the lock as they are in a checkout, and compares; writes nothing. compose-gen
 * has to be built.
 *
 * @throws ComposeGenError `RENDER_FAILED`
 */
export async function renderProblems(folder: string, run: RunCommand): Promise<RenderProblem[]> {
  const options = ["--config", "compose-gen.config.ts", "--all-generations", "--all-profiles"];
  const { exitCode, stdout, stderr } = await run(
    [
      process.execPath,
      join(folder, "packages/compose-gen/dist/cli.js"),
      ...["render", ...options, "--out", "generated", "--check", "--json"],
    ],
    { timeout: RENDER_MS, cwd: folder },
  );
  const parsed = answer.safeParse(parseJson(stdout));
  if ((exitCode === 0 || exitCode === 1) && parsed.success) return parsed.data.problems;
  throw new ComposeGenError({
    code: "RENDER_FAILED",
    what: "It cannot be told whether the rendered files are up to date.",
    where: "generated",
    evidence: stderr.trim() || stdout.trim(),
    next: "Run `pnpm render`, correct what it names, and run the same command again.",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
