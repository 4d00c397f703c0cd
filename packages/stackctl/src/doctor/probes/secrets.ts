import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { KEY_FILE } from "../../backup/key.ts";
import { type Finding, notApplicable, ok, problem, unknown } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { Sight } from "../sight/sight.ts";

export interface SecretFacts {
  /** Only whether others may read them is looked at, never what is in them. */
  files: readonly { path: string; mode: number | "missing" | "hidden" }[];
  /** Containers with secrets in their environment: anybody who may ask the engine reads them. */
  exposed: readonly { container: string; variables: readonly string[] }[];
}

/** Secrets are files that only their owner reads. */
export function judgeSecrets({ files, exposed }: SecretFacts): Finding[] {
  const findings = [...exposed.map(judgeEnvironment), ...files.flatMap(judgeFile)];
  if (findings.length > 0) return findings;
  if (files.length === 0)
    return [notApplicable("There are no secret files.", "none is mounted or in the instance")];
  return [ok("SECRETS", "Secrets are files that only their owner reads.", `${files.length} files`)];
}

function judgeEnvironment({ container, variables }: SecretFacts["exposed"][number]): Finding {
  const next = "Give it as a file (`NAME_FILE`), start the service again, and change the secret.";
  const what = `${container} has a secret in its environment, where \`docker inspect\` shows it.`;
  return problem("SECRET_IN_ENVIRONMENT", what, variables.join(", "), next);
}

function judgeFile({ path, mode }: SecretFacts["files"][number]): Finding[] {
  if (mode === "hidden") {
    const what = "Whether others can read a secret is not known.";
    return [
      unknown(
        "SECRET_MODE",
        what,
        `${path} cannot be looked at by this user`,
        "Run the doctor as its owner.",
      ),
    ];
  }
  if (mode === "missing") {
    const next =
      "Put it back, mode 0600, or name another one; the running container still has the old content.";
    return [problem("SECRET_MISSING", "A secret file that is in use is not there.", path, next)];
  }
  if ((mode & 0o077) === 0) return [];
  const evidence = `${path} has mode 0${(mode & 0o777).toString(8)}`;
  return [problem("SECRET_MODE", "Others can read a secret.", evidence, `chmod 600 ${path}`)];
}

export const secretsProbe = defineProbe<SecretFacts>({
  name: "secrets",
  title: "Secrets",
  async gather(sight) {
    const ours = (await sight.engine()).reachable ? await sight.ours() : [];
    const elsewhere = /^(?:ssh|tcp|https?):/.test(sight.env.DOCKER_HOST ?? "");
    const mounted = (elsewhere ? [] : ours)
      .flatMap(({ secretFiles }) => secretFiles)
      .filter((path) => path !== "/dev/null");
    const paths = new Set([...mounted, ...(await instanceSecrets(sight)), ...backupKeys(sight)]);
    return {
      files: [...paths].map((path) => ({ path, mode: modeOf(path) })),
      exposed: ours
        .filter(({ secretVariables }) => secretVariables.length > 0)
        .map(({ name, secretVariables }) => ({ container: name, variables: secretVariables })),
    };
  },
  judge: judgeSecrets,
});

async function instanceSecrets({ paths }: Sight): Promise<string[]> {
  const folder = paths.file("secrets");
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}

/** The keys that open the backups of this host, of stackctl and of the run scripts: no container mounts them. */
function backupKeys({ home, env, project }: Sight): string[] {
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local/state");
  const ofScripts = join(env.STATE_DIR || join(state, "unicity-host", project), "secrets");
  return [home, env.SECRETS_DIR || ofScripts].map((folder) => join(folder, KEY_FILE)).filter(isThere);
}

/** One that cannot be looked at counts: it is reported as hidden. */
const isThere = (path: string) => modeOf(path) !== "missing";

function modeOf(path: string): SecretFacts["files"][number]["mode"] {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mode ?? "missing";
  } catch {
    return "hidden";
  }
}
