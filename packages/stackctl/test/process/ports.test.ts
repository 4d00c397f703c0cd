import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { findPortOwner } from "../../src/process/port-owner.ts";
import { assertPortsFree } from "../../src/process/ports.ts";

async function listen(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

const hasLsof = (() => {
  try {
    execFileSync("lsof", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test("names the process that holds a port", async () => {
  const port = await listen();
  expect(findPortOwner(port)).toMatchObject({ pid: process.pid, command: expect.stringContaining("node") });
});

test.skipIf(!hasLsof)("lsof, which other systems use, names the same process", async () => {
  const port = await listen();
  expect(findPortOwner(port, "darwin")?.pid).toBe(process.pid);
});

test("a taken port is refused with its owner and a way out", async () => {
  const port = await listen();
  const error = await assertPortsFree("127.0.0.1", { relay: port }).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "PORT_TAKEN",
    what: `Port ${port}, wanted by relay, is already in use.`,
    evidence: expect.stringContaining(`pid ${process.pid}`),
    next: expect.stringContaining("--port-base"),
  });
});

test("port 0 is always free", async () => {
  await expect(assertPortsFree("127.0.0.1", { relay: 0 })).resolves.toBe(undefined);
});
