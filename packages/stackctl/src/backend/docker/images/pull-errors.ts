import { EXIT, StackError } from "../../../errors.ts";

/** Why an image did not come. */
export type PullProblem = "clock" | "refused" | "missing" | "limited" | "platform" | "full" | "unreachable";

const PATTERNS: readonly [PullProblem, RegExp][] = [
  // Go's words for a certificate whose time has not come, or is over.
  ["clock", /certificate has expired or is not yet valid/i],
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
  clock: "could not be fetched: by the clock of the engine its registry has no valid certificate",
  refused: "was refused by its registry",
  missing: "is not in its registry",
  limited: "was not given: the registry limits how much is fetched",
  platform: "does not exist for this machine",
  full: "does not fit on the disk",
  unreachable: "could not be fetched: its registry does not answer",
};

const NEXT: Record<PullProblem, string> = {
  clock:
    "Look at `date -u` where the engine runs, and set it: `sudo timedatectl set-ntp true`; restart the virtual machine of Docker Desktop. If the time is right, the registry's certificate has expired: use another registry, or load images from files.",
  refused: "`docker login` to that registry, then repeat it; or name another image: `--image KEY=REFERENCE`.",
  missing: "Check the reference, or name another image: `--image KEY=REFERENCE`.",
  limited:
    "`docker login` raises the limit; or wait and repeat it; or set a mirror in the engine's configuration.",
  platform: "Use a machine of that platform, or install emulation (`binfmt`).",
  full: "Free some space (`docker system df`), then repeat it.",
  unreachable: "Look at the network and the engine's proxy settings, then repeat it: what has come is kept.",
};

/** How an image comes to be needed. */
export interface ImageOrigin {
  /** It is one of this repository. */
  own: boolean;
  /** `--image` has named it. */
  given: boolean;
}

export function pullFailed(reference: string, output: string, { own, given }: ImageOrigin): StackError {
  const problem = classifyPull(output);
  const elsewhere = problem !== "full" && problem !== "limited" && problem !== "clock";
  const build = own && !given && elsewhere;
  const local = given && elsewhere;
  const cause = local
    ? "It was given by --image; an image of that name was not built or loaded here, or the name is mistyped."
    : build
      ? "The images of this repository are published by its first release."
      : undefined;
  const first = local
    ? "Look at `docker image ls`; build or load it under that name, or give another one. Or: "
    : build
      ? "Build it in a checkout: `npx pnpm build:images`. Or: "
      : "";
  return new StackError(
    {
      code: `IMAGE_${problem.toUpperCase()}`,
      what: `The image ${reference} is not on this engine, and ${WHAT[problem]}.`,
      where: reference,
      evidence: output.trim().split("\n").slice(-4).join("\n"),
      ...(cause && { cause }),
      next: `${first}${NEXT[problem]}`,
    },
    problem === "unreachable" ? EXIT.unreachable : EXIT.degraded,
  );
}

/** Several images that cannot be had as one error: the first decides code and next step. */
export function allFailed(errors: readonly StackError[]): StackError | undefined {
  const [first] = errors;
  if (!first || errors.length === 1) return first;
  const { parts } = first;
  const where = errors.map((error) => error.parts.where ?? "");
  return new StackError(
    {
      ...parts,
      what: `${errors.length} images are not on this engine, and could not be fetched.`,
      where: where.join("\n"),
      evidence: errors.map((error) => `${error.parts.what}\n  ${lastLine(error)}`).join("\n"),
    },
    first.exitCode,
  );
}

const lastLine = ({ parts: { evidence } }: StackError) => evidence?.split("\n").at(-1) ?? "";
