import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/http/listen.ts";

const HOST = "127.0.0.1";
const portOf = (server: Server) => (server.address() as AddressInfo).port;

function server(): Server {
  const made = createServer();
  onTestFinished(() => void made.close());
  return made;
}

async function heldPort(): Promise<number> {
  const holder = server().listen(0, HOST);
  await once(holder, "listening");
  return portOf(holder);
}

test("a free port is none that the system gives to a connection while a service is started again", async () => {
  const servers = Array.from({ length: 20 }, server);
  await Promise.all(servers.map((one) => listen(one, { host: HOST, port: 0 })));
  const ports = servers.map(portOf);
  for (const port of ports) expect(port >= 10_240 && port < 32_768, `${port}`).toBe(true);
});

test("one that is held is passed over, and where all are held the system gives one", async () => {
  const [held, free] = [await heldPort(), server()];
  const choices = [held, held];
  await listen(free, { host: HOST, port: 0 }, () => choices.pop() ?? 29_876);
  expect(portOf(free)).not.toBe(held);
  const last = server();
  await listen(last, { host: HOST, port: 0 }, () => held);
  expect(portOf(last)).not.toBe(held);
});

test("a port that was asked for and is held is an error", async () => {
  const held = await heldPort();
  await expect(listen(server(), { host: HOST, port: held })).rejects.toMatchObject({
    parts: { code: "PORT_TAKEN", where: `${HOST}:${held}` },
  });
});

test("an address that is not of this machine is an error at once", async () => {
  let chosen = 0;
  const refused = listen(server(), { host: "203.0.113.1", port: 0 }, () => ++chosen + 20_000);
  await expect(refused).rejects.toMatchObject({ parts: { code: "LISTEN_FAILED" } });
  expect(chosen).toBe(1);
});
