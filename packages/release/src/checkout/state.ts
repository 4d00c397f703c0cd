import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { RunCommand } from "rehearsal";
import { askGit, changesOf } from "./changes.ts";
import { withoutWritten } from "./written.ts";

/** What a release says of the sources that it was made from. */
export interface CheckoutState {
  /** Commit, 40 hex digits. */
  revision: string;
  /** Time of the commit, seconds since 1970. */
  committedAt: number;
  /** URL of the repository. */
  source: string;
  /** Paths that differ from the commit, without what this release wrote before it was interrupted. */
  changed: string[];
  /** True when the lock has digests that the commit does not have: they are compared with the registry. */
  lockChanged: boolean;
}

/**
 * Asks git about a checkout.
 *
 * @param source URL of the repository; default that of GitHub Actions, else that of `origin`
 * @throws ComposeGenError `NO_CHECKOUT`, `SOURCE_UNKNOWN`, `RENDER_FAILED`
 */
export async function readCheckout(
  folder: string,
  { run, env, source }: { run: RunCommand; env: Environment; source?: string | undefined },
): Promise<CheckoutState> {
  const address = source ?? ofActions(env) ?? (await originOf(folder, run));
  return { ...(await readChanged(folder, run)), source: webAddress(address) };
}

/**
 * The same without asking where the sources are.
 *
 * @throws ComposeGenError `NO_CHECKOUT`, `RENDER_FAILED`
 */
export async function readChanged(folder: string, run: RunCommand): Promise<Omit<CheckoutState, "source">> {
  const head = await askGit(folder, run, "log", "-1", "--format=%H %ct");
  const changes = await changesOf(folder, run);
  const [revision = "", committedAt] = head.trimEnd().split(" ");
  const others = await withoutWritten(changes, folder, run);
  return {
    revision,
    committedAt: Number(committedAt),
    changed: others.map(({ path }) => path),
    lockChanged: changes.some(({ path }) => path === "images.lock.json"),
  };
}

/** Nothing where the checkout was not cloned. */
async function originOf(folder: string, run: RunCommand): Promise<string | undefined> {
  const options = { timeout: 30_000, cwd: folder };
  const { exitCode, stdout } = await run(["git", "remote", "get-url", "origin"], options);
  return exitCode === 0 ? stdout.trimEnd() : undefined;
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
