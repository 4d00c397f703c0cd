import { spawnSync } from "node:child_process";
import { refusalOf } from "./refusal.ts";
import { toolsEnvironment, toolsPath } from "./tools.ts";

export interface ToolOptions {
  args?: string[];
  env?: Record<string, string>;
  input?: string | Buffer;
  /** Folders of the PATH instead of the host's. */
  path?: string[];
}

/** Runs a command of the image with the jobs. */
export function runTool(command: string, { args = [], env = {}, input = "", path }: ToolOptions = {}) {
  const PATH = [...toolsPath, ...(path ?? [String(process.env.PATH)])].join(":");
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...toolsEnvironment, ...env, PATH },
    input,
    encoding: "utf8",
    timeout: 100_000,
  });
  return { code: status, stdout, stderr, refused: refusalOf(stderr) };
}
