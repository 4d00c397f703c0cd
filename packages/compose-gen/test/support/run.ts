import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { definitions } from "./plan.ts";

/** What a command printed and how it ended. */
export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs the command in-process in a folder, with the example's definitions as the built-in ones. */
export async function run(
  folder: string,
  argv: readonly string[],
  env: Record<string, string> = {},
  definitionsFile = join(folder, "definitions.json"),
): Promise<Run> {
  writeFileSync(definitionsFile, JSON.stringify(definitions));
  const printed = { out: "", err: "" };
  const code = await main({
    argv,
    cwd: folder,
    env,
    definitionsFile,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
  });
  return { code, ...printed };
}
