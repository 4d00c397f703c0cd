import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { assignPorts } from "../../../src/backend/docker/assign-ports.ts";
import { probePort } from "../../../src/process/ports.ts";

const wanting = (...ports: number[]) =>
  ports.map((port, index) => ({ service: `s${index}`, variable: `S${index}_PORT`, port }));

async function heldPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("free ports are different, free, and none that the system gives to a connection meanwhile", async () => {
  const many = await assignPorts(wanting(...Array<number>(50).fill(0)), new Set(), false);
  const ports = Object.values(many);
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) expect(port >= 10_240 && port < 32_768, `${port}`).toBe(true);
  expect(await probePort("127.0.0.1", ports[0] ?? 0)).toBe("free");
});

test("a port that was held by this instance is kept, and one that somebody else took is replaced", async () => {
  const [own, taken] = [await heldPort(), await heldPort()];
  const assigned = await assignPorts(wanting(own, taken), new Set([own]), false);
  expect(assigned.S0_PORT).toBe(own);
  expect(assigned.S1_PORT).toBeLessThan(32_768);
});

test("where the reader has chosen, a taken port is an error, and 0 is a free one", async () => {
  const taken = await heldPort();
  await expect(assignPorts(wanting(taken), new Set(), true)).rejects.toMatchObject({
    parts: { code: "PORT_TAKEN", where: `127.0.0.1:${taken}` },
  });
  expect((await assignPorts(wanting(0), new Set(), true)).S0_PORT).toBeGreaterThan(0);
});
