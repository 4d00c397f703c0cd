import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { environment, processesIn, temporaryFolder } from "./support/place.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const ENTRY = resolve(import.meta.dirname, "../dist/index.js");

/** The Node.js that this machine has without this repository; its own where it has none. */
function hostNode(): string {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"));
  const found = folders.map((folder) => join(folder, "node")).find((file) => existsSync(file));
  return found ?? process.execPath;
}

test("the built package runs in the Node.js of the machine, and the stack in one that is new enough", async () => {
  const home = temporaryFolder();
  const script = `
    const { startStack } = await import(${JSON.stringify(ENTRY)});
    const stack = await startStack({ services: ["relay", "aggregator"] });
    const { sha256 } = stack.trustBase;
    await stack[Symbol.asyncDispose]();
    console.log(JSON.stringify({ sha256, node: process.version }));`;
  const env = environment(home);
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await execa(hostNode(), args, { cwd: ROOT, env, extendEnv: false, stdin: "ignore" });
  expect(JSON.parse(stdout)).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(processesIn(home)).toEqual([]);
});
