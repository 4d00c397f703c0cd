import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { sendRequest } from "../../src/lock/send-request.ts";
import { errorOf, testOptions } from "./support/client.ts";
import { serve } from "./support/server.ts";

const accept = "*/*";
const authorization = "Basic c2VjcmV0OnNlY3JldA==";
const plain = (url: string) => new URL(url);

test("a redirect on the same host keeps the credentials", async () => {
  const server = await serve((request, response) => {
    if (request.url === "/start") response.writeHead(307, { location: "/end" }).end();
    else response.end("here");
  });
  const answer = await sendRequest(plain(`${server.origin}/start`), { accept, authorization }, testOptions());
  expect(answer.body.toString()).toBe("here");
  expect(server.seen.map((seen) => seen.authorization)).toEqual([authorization, authorization]);
});

test("a redirect to another host loses the credentials, also on the way back", async () => {
  const other = await serve((request, response) => {
    response.writeHead(302, { location: request.url?.slice(1) }).end();
  });
  const server = await serve((request, response, { origin }) => {
    if (request.url === "/start")
      response.writeHead(302, { location: `${other.origin}/${origin}/back` }).end();
    else response.end("back");
  });
  const answer = await sendRequest(plain(`${server.origin}/start`), { accept, authorization }, testOptions());
  expect(answer.body.toString()).toBe("back");
  expect(other.seen.map((seen) => seen.authorization)).toEqual([undefined]);
  expect(server.seen.map((seen) => seen.authorization)).toEqual([authorization, undefined]);
});

test("redirects without an end are given up", async () => {
  const server = await serve((_request, response) => response.writeHead(302, { location: "/again" }).end());
  const error = await errorOf(sendRequest(plain(server.origin), { accept }, testOptions()));
  expect(error.message).toContain("redirects more than 5 times");
  expect(server.seen).toHaveLength(6);
});

test.each([
  ["from https to plain http", "http://127.0.0.1:1/x", "from https to plain http"],
  ["to a file", "file:///etc/passwd", "no web address"],
  ["to nonsense", "http://[", "no web address"],
])("a redirect %s is refused and not followed", async (_what, location, text) => {
  const fetch = vi.fn(async () => new Response(null, { status: 302, headers: { location } }));
  const error = await errorOf(
    sendRequest(plain("https://registry.example/v2/"), { accept, authorization }, testOptions({ fetch })),
  );
  expect(error.code).toBe("REGISTRY_UNTRUSTED");
  expect(error.message).toContain(text);
  expect(fetch).toHaveBeenCalledOnce();
});

test("plain http to another machine is refused before anything is sent, unless the mirror says so", async () => {
  const fetch = vi.fn(async () => new Response("ok"));
  const send = (plainHost?: string) =>
    sendRequest(plain("http://10.0.0.9:5000/v2/"), { accept }, { ...testOptions({ fetch }), plainHost });
  expect((await errorOf(send())).message).toContain("plain http to another machine");
  expect((await errorOf(send("10.0.0.9:5001"))).code).toBe("REGISTRY_UNTRUSTED");
  expect(fetch).not.toHaveBeenCalled();
  expect((await send("10.0.0.9:5000")).status).toBe(200);
});

test("a body larger than the limit is refused, announced or not", async () => {
  const server = await serve((request, response) => {
    if (request.url === "/announced") response.setHeader("content-length", 1_000);
    response.end("x".repeat(1_000));
  });
  const ask = (path: string, maxBytes: number) =>
    sendRequest(plain(`${server.origin}${path}`), { accept }, testOptions({ maxBytes } as never));
  expect((await errorOf(ask("/announced", 999))).message).toContain("larger than 999 bytes");
  expect((await errorOf(ask("/streamed", 999))).message).toContain("larger than 999 bytes");
  expect((await ask("/announced", 1_000)).body).toHaveLength(1_000);
  expect((await ask("/streamed", 1_000)).body).toHaveLength(1_000);
});

test("a body without an end is cut at the limit", async () => {
  const server = await serve((_request, response) => {
    const more = () => response.write("x".repeat(65_536), more);
    more();
  });
  const error = await errorOf(sendRequest(plain(server.origin), { accept }, testOptions()));
  expect(error.message).toContain(`larger than ${4 * 1024 * 1024} bytes`);
});

test.each([
  ["never answers", () => {}],
  [
    "stops in the middle of the body",
    (_request: unknown, response: { write(text: string): void }) => response.write("{"),
  ],
])("a server that %s is given up", async (_what, handle) => {
  const server = await serve(handle);
  const error = await errorOf(sendRequest(plain(server.origin), { accept }, testOptions({ timeout: 100 })));
  expect(error.code).toBe("REGISTRY_TIMEOUT");
  expect(error.message).toContain("within 0.1 s");
});

test("a port where nobody listens is unreachable, with cause and next step", async () => {
  const listener = createServer();
  await new Promise<void>((ready) => listener.listen(0, "127.0.0.1", ready));
  const { port } = listener.address() as AddressInfo;
  await new Promise((closed) => listener.close(closed));
  const error = await errorOf(
    sendRequest(plain(`http://127.0.0.1:${port}/v2/?q=1`), { accept }, testOptions()),
  );
  expect(error.parts).toMatchObject({
    code: "REGISTRY_UNREACHABLE",
    where: `http://127.0.0.1:${port}/v2/`,
    evidence: "ECONNREFUSED",
    cause: expect.stringContaining("Nothing listens"),
    next: expect.stringContaining("mirror"),
  });
});

test("a certificate that nobody signed asks for the authority, not for the network", async () => {
  const fetch = () =>
    Promise.reject(
      new TypeError("fetch failed", {
        cause: Object.assign(new Error("self-signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
      }),
    );
  const error = await errorOf(sendRequest(plain("https://r.example/"), { accept }, testOptions({ fetch })));
  expect(error.parts.next).toContain("NODE_EXTRA_CA_CERTS");
});
