import { EXIT, StackError } from "../../../errors.ts";

/** Why an image did not come. */
export type PullProblem = "refused" | "missing" | "limited" | "platform" | "full" | "unreachable";

const PATTERNS: readonly [PullProblem, RegExp][] = [
  ["limited", /toomanyrequests|rate limit|too many requests|429/i],
  ["full", /no space left/i],
  ["platform", /no matching manifest/i],
  ["missing", /manifest unknown|not found|name unknown|does not exist/i],
  ["refused", /denied|unauthorized|authentication required|forbidden|403/i],
];

/** What the engine's words mean; anything else counts as a registry that cannot be reached. */
export function classifyPull(output: string): PullProblem {
  return PATTERNS.find(([, pattern]) => pattern.test(output))?.[0] ?? "unreachable";
}

/** Only what may pass by itself is tried again. */
export const isTransient = (problem: PullProblem) => problem === "unreachable";

const WHAT: Record<PullProblem, string> = {
  refused: "was refused by its registry",
  missing: "is not in its registry",
  limited: "was not given: the registry limits how much is fetched",
  platform: "does not exist for this machine",
  full: "does not fit on the disk",
  unreachable: "could not be fetched: its registry does not answer",
};

const NEXT: Record<PullProblem, string> = {
  refused: "`docker login` to that registry, then repeat it; or name another image: `--image KEY=REFERENCE`.",
  missing: "Check the reference, or name another image: `--image KEY=REFERENCE`.",
  limited:
    "`docker login` raises the limit; or wait and repeat it; or set a mirror in the engine's configuration.",
  platform: "Use a machine of that platform, or install emulation (`binfmt`).",
  full: "Free some space (`docker system df`), then repeat it.",
  unreachable: "Look at the network and the engine's proxy settings, then repeat it: what has come is kept.",
};

/** @param own the image is one of this repository */
export function pullFailed(reference: string, output: string, own: boolean): StackError {
  const problem = classifyPull(output);
  const build = own && problem !== "full" && problem !== "limited";
  return new StackError(
    {
      code: `IMAGE_${problem.toUpperCase()}`,
      what: `The image ${reference} ${WHAT[problem]}.`,
      where: reference,
      evidence: output.trim().split("\n").slice(-4).join("\n"),
      ...(build && { cause: "The images of this repository are published by its first release." }),
      next: build ? `Build it in a checkout: \`npx pnpm build:images\`. Or: ${NEXT[problem]}` : NEXT[problem],
    },
    problem === "unreachable" ? EXIT.unreachable : EXIT.degraded,
  );
}
