import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { resolveAnew } from "../../src/registration/resolve-anew.ts";

/** A name server that gives each question the next address, to be kept for 600 s as Docker's does. */
async function startNameServer(addresses: number[][]): Promise<{ server: string } & AsyncDisposable> {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 2, 88, 0, 4, ...(addresses.shift() ?? [])]);
    socket.send(Buffer.concat([header, question, answer]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    server: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

test("a container that got another address is found there, however long the first answer may be kept", async () => {
  await using dns = await startNameServer([
    [10, 0, 0, 5],
    [10, 0, 0, 6],
  ]);
  let made = 0;
  const newResolver = () => {
    made++;
    const resolver = new Resolver();
    resolver.setServers([dns.server]);
    return resolver;
  };
  expect(await resolveAnew("relay.example.org", newResolver)).toEqual(["10.0.0.5"]);
  expect(await resolveAnew("relay.example.org", newResolver)).toEqual(["10.0.0.6"]);
  // Whether a shared resolver would keep the first answer depends on the c-ares of this Node.js.
  expect(made).toBe(2);
});
