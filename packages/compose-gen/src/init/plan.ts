import {
  configurationName,
  configurationNames,
  type InitFile,
  type InitOptions,
  initFiles,
} from "./files.ts";

/** What `init` does in a folder. */
export interface InitPlan {
  /** Files that are written. */
  create: InitFile[];
  /** Names of useful files that are there already and stay as they are. */
  keep: string[];
  /** Names of files that are there already and must not be: nothing is written then. */
  conflicts: string[];
  /** Commands that come next, in the folder. */
  next: string[];
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

function nextCommands({ language, version }: InitOptions, hasPackage: boolean): string[] {
  if (!hasPackage) return ["npm install", "npm run lock", "npm run render"];
  const config = configurationName(language);
  return [
    `npm install --save-dev --save-exact @unicity-sphere/compose-gen@${version}`,
    `npx compose-gen lock --update --config ${config}`,
    `npx compose-gen render --config ${config}`,
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
