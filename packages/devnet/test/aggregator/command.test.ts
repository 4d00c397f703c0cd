import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { connectControl } from "../../src/control.ts";
import { trustBaseGeneration } from "../../src/identity/trust-base-check.ts";
import { temporaryFolder } from "./support/folders.ts";
import { runProcess, startProcess } from "./support/process.ts";
import { rpc } from "./support/requests.ts";

test("prints its version, and help that names the services", async () => {
  expect((await runProcess(["--version"])).stdout.trim()).toBe(manifest.version);
  const { code, stdout } = await runProcess(["--help"]);
  expect(code).toBe(0);
  for (const name of ["relay", "aggregator", "faucet"]) expect(stdout).toContain(name);
});

test("refuses an unknown service with exit code 3 and the list of known ones", async () => {
  for (const name of ["agregator", "constructor"]) {
    const { code, stderr } = await runProcess([name]);
    expect([name, code]).toEqual([name, 3]);
    expect(stderr).toContain("relay, aggregator, faucet");
  }
});

test.each([
  [["--data-dir", "x", "--prot", "1"], "--prot"],
  [["--data-dir", "x", "--port", "70000"], "70000"],
  [["--data-dir", "x", "--round-ms", "1s"], "--round-ms"],
  [["--data-dir", "x", "--manual-rounds"], "--control FOLDER"],
  [[], "--data-dir"],
])("refuses %j with exit code 3 and the usage", async (args, named) => {
  const { code, stderr } = await runProcess(["aggregator", ...args]);
  expect(code).toBe(3);
  expect(stderr).toContain(named);
  expect(stderr).toContain("Usage: unicity-devnet aggregator");
});

test("publishes its endpoint and trust base, and takes the endpoint back at the end", async () => {
  const folder = join(temporaryFolder(), "aggregator");
  const process = await startProcess(["aggregator", "--port", "0", "--data-dir", folder]);
  const endpoint = JSON.parse(readFileSync(join(folder, "endpoint.json"), "utf8"));
  expect(endpoint).toMatchObject({ service: "aggregator", pid: process.child.pid, url: process.url });
  expect(trustBaseGeneration(readFileSync(join(folder, "trust-base.json"), "utf8"))).toBe("v1");
  expect(await process.end("SIGTERM")).toBe(0);
  expect(existsSync(join(folder, "endpoint.json"))).toBe(false);
});

test("tells in five parts that the port is taken", async () => {
  const owner = await startProcess(["aggregator", "--port", "0", "--data-dir", temporaryFolder()]);
  try {
    const port = new URL(owner.url).port;
    const { code, stderr } = await runProcess([
      "aggregator",
      "--port",
      port,
      "--data-dir",
      temporaryFolder(),
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain("PORT_TAKEN");
    expect(stderr).toContain("--port-base");
  } finally {
    await owner.end("SIGTERM");
  }
});

test("with --manual-rounds, seals only when told", async () => {
  const [dataDir, folder] = [temporaryFolder(), temporaryFolder()];
  const process = await startProcess([
    ...["aggregator", "--port", "0", "--data-dir", dataDir],
    ...["--control", folder, "--manual-rounds"],
  ]);
  try {
    expect((await rpc(process.url, "get_block_height", {})).result).toEqual({ blockNumber: "1" });
    expect(await connectControl(folder).nextRound()).toBe(2n);
    expect((await rpc(process.url, "get_block_height", {})).result).toEqual({ blockNumber: "2" });
  } finally {
    await process.end("SIGTERM");
  }
});
