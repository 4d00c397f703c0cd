import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { readLines } from "../../../src/doubles/mongo/wire/lines.ts";

/** Both ends of a connection on loopback. */
async function pair() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const near = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [far] = (await once(server, "connection")) as [Socket];
  return {
    near,
    far,
    [Symbol.dispose]() {
      for (const socket of [near, far]) socket.destroy();
      server.close();
    },
  };
}

test("lines come whole, however they were cut on the way", async () => {
  using sockets = await pair();
  const lines: string[] = [];
  const done = Promise.withResolvers<void>();
  readLines(sockets.far, {
    onLine: (line) => (line === "end" ? done.resolve() : lines.push(line)),
    onOverrun: done.reject,
  });
  const text = Buffer.from("one\n\nzwölf\nlast\nend\n");
  for (const byte of text) {
    sockets.near.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done.promise;
  expect(lines).toEqual(["one", "zwölf", "last"]);
});

test.each([
  ["longer than the limit", "x".repeat(11), "a message of more than 10 bytes"],
  ["longer than the limit with its end", `${"x".repeat(11)}\n`, "a message of more than 10 bytes"],
  ["begun and not ended", "x", "a message that was not complete after 20 ms"],
])("a message that is %s is given up", async (_, text, reason) => {
  using sockets = await pair();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  readLines(sockets.far, { onLine: reject, onOverrun: resolve }, { bytes: 10, milliseconds: 20 });
  sockets.near.write(text);
  expect(await promise).toBe(reason);
});
