import { configurationNames } from "./configuration-names.ts";
import { configurationName, type InitFile, type InitOptions, initFiles } from "./files.ts";

export interface NextCommand {
  command: string;
  purpose?: string;
}

/** What `init` does in a folder. */
export interface InitPlan {
  /** Files that are written. */
  create: InitFile[];
  /** Names of useful files that are there already and stay as they are. */
  keep: string[];
  /** Names of files that are there already and must not be: nothing is written then. */
  conflicts: string[];
  /** Commands that come next, in the folder, and what each is for. */
  next: NextCommand[];
}

/**
 * The plan for a folder.
 *
 * @param present which of these names exist in the folder
 */
export function planInit(options: InitOptions, present: (name: string) => boolean): InitPlan {
  const files = initFiles(options);
  const own = files.filter((file) => file.kind === "own").map((file) => file.name);
  const keep = files.filter((file) => file.kind === "useful" && present(file.name)).map((file) => file.name);
  return {
    create: files.filter((file) => !keep.includes(file.name)),
    keep,
    conflicts: [...new Set([...own, ...configurationNames])].filter(present).sort(),
    next: nextCommands(options, keep.includes("package.json")),
  };
}

function nextCommands({ language, version }: InitOptions, hasPackage: boolean): NextCommand[] {
  const config = configurationName(language);
  const run = (script: string, command: string) =>
    hasPackage ? `npx compose-gen ${command} --config ${config}` : `npm run ${script}`;
  const everything = "--all-generations --all-profiles";
  return [
    {
      command: hasPackage
        ? `npm install --save-dev --save-exact @unicity-sphere/compose-gen@${version}`
        : "npm install",
    },
    { command: run("lock", "lock --update"), purpose: "asks the registries for the digest of every tag" },
    { command: run("lint", "lint"), purpose: "says what a reviewer would" },
    { command: run("render", `render ${everything}`), purpose: "writes the Compose files to generated/" },
    {
      command: run("check", `render ${everything} --check`),
      purpose: "in CI: fails when a file is stale or edited",
    },
  ];
}

/** A project name made of a folder's name: lower case, and `app` when nothing of it can be used. */
export function projectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 40);
  return name === "" ? "app" : name;
}
