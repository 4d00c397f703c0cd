import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { composeFolder, sha256 } from "../backend/docker/files/rendered.ts";
import type { InstancePaths } from "../instance/folders.ts";
import { type InstanceState, readInstanceState } from "../instance/state.ts";
import { keysOfYaml } from "./reduce-yaml.ts";
import { showVariable } from "./variables.ts";

/** What is recorded of the instance; of the variables that the reader has set, those that cannot be a secret. */
export function describeState(paths: InstancePaths): object {
  let state: InstanceState | undefined;
  try {
    state = readInstanceState(paths);
  } catch {
    return { unreadable: basename(paths.stateFile) };
  }
  if (state === undefined) return { missing: basename(paths.stateFile) };
  if (state.backend === "embedded") return state;
  const variables = Object.entries(state.variables).map(([name, value]) => showVariable(name, value));
  return { ...state, variables };
}

/** Names, sizes and modes of the instance's files; not what is in them. */
export function listFiles({ root }: InstancePaths): string {
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }).sort() : [];
  return names
    .map((name) => {
      const stat = statSync(join(root, name), { throwIfNoEntry: false });
      if (!stat) return `gone ${name}\n`;
      return `${(stat.mode & 0o7777).toString(8)} ${String(stat.size).padStart(12)} ${stat.mtime.toISOString()} ${name}\n`;
    })
    .join("");
}

/** Rendered Compose files as they are; of those that somebody wrote or edited the keys: path in the bundle → content. */
export function composeFilesOf(paths: InstancePaths): Map<string, string> {
  const written = new Set(Object.values(writtenFiles(paths)));
  const rendered = filesIn(composeFolder(paths)).map(([name, text]) => {
    const shown = written.has(sha256(text)) ? text : `# edited\n${keysOfYaml(text)}`;
    return [`compose/${name}`, shown] as const;
  });
  const own = filesIn(paths.file("overrides")).map(
    ([name, text]) => [`compose/overrides/${name}`, keysOfYaml(text)] as const,
  );
  return new Map([...rendered, ...own]);
}

/** Rendered file → SHA-256, of what was written last. */
function writtenFiles(paths: InstancePaths): Readonly<Record<string, string>> {
  try {
    const state = readInstanceState(paths);
    return state?.backend === "docker" ? state.files : {};
  } catch {
    return {};
  }
}

function filesIn(folder: string): [name: string, text: string][] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

/** Names of the log files, those of starts that failed among them. */
export function logsOf({ logs }: InstancePaths): string[] {
  if (!existsSync(logs)) return [];
  return readdirSync(logs)
    .filter((name) => name.endsWith(".log"))
    .sort();
}
