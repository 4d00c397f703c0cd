import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";

/** What a release says of the sources that it was made from. */
export interface CheckoutState {
  /** Commit, 40 hex digits. */
  revision: string;
  /** Time of the commit, seconds since 1970. */
  committedAt: number;
  /** URL of the repository. */
  source: string;
  /** Paths that differ from the commit, without what a release itself writes. */
  changed: string[];
}

const GIT_MS = 30_000;
/** A release that was interrupted leaves these behind, and goes on. */
const written = /^(?:images\.lock\.json|generated\/)/;

/**
 * Asks git about a checkout.
 *
 * @param source URL of the repository; default that of GitHub Actions, else that of `origin`
 * @throws ComposeGenError `NO_CHECKOUT`, `SOURCE_UNKNOWN`
 */
export async function readCheckout(
  folder: string,
  { run, env, source }: { run: RunCommand; env: Environment; source?: string | undefined },
): Promise<CheckoutState> {
  const git = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await run(["git", ...args], { timeout: GIT_MS, cwd: folder });
    return exitCode === 0 ? { stdout: stdout.trimEnd() } : { stderr: stderr.trim() };
  };
  const head = await git("log", "-1", "--format=%H %ct");
  const status = await git("status", "--porcelain", "--untracked-files=all", "-z");
  if (head.stdout === undefined || status.stdout === undefined)
    throw new ComposeGenError({
      code: "NO_CHECKOUT",
      what: "A release is made from a commit, and git knows none here.",
      where: folder,
      evidence: head.stderr ?? status.stderr ?? "",
      next: "Run it in a clone of the repository.",
    });
  const [revision = "", committedAt] = head.stdout.split(" ");
  const origin = async () => (await git("remote", "get-url", "origin")).stdout;
  return {
    revision,
    committedAt: Number(committedAt),
    source: webAddress(source ?? ofActions(env) ?? (await origin())),
    changed: status.stdout
      .split("\0")
      .map((entry) => entry.slice(3))
      .filter((path) => path !== "" && !written.test(path)),
  };
}

export type Environment = Readonly<Record<string, string | undefined>>;

function ofActions({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined;
}

/** `git@host:owner/name.git` and `https://user@host/owner/name.git` as people open them; no credentials. */
function webAddress(url = ""): string {
  const text = url.replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, "https://$1/").replace(/\.git$/, "");
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed?.protocol === "https:") return `${parsed.origin}${parsed.pathname}`;
  throw new ComposeGenError({
    code: "SOURCE_UNKNOWN",
    what: "It is not known where the sources of the images are.",
    where: url || "git remote get-url origin",
    next: "Give it: --source https://github.com/OWNER/NAME",
  });
}
