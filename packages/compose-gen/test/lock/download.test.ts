import { expect, test } from "vitest";
import { errorOf, testClient } from "./support/client.ts";
import { serve } from "./support/server.ts";

/** Downloads `blobs/x`. @returns what came, in parts */
async function downloaded(host: string, from?: number, change = {}) {
  const parts: string[] = [];
  const answer = await testClient(`${host}/name`, change).download("blobs/x", {
    ...(from !== undefined && { from }),
    timeout: 60_000,
    receive: async (response) => void parts.push(await response.text()),
  });
  return { text: parts.join(), parts: parts.length, status: answer.status };
}

test("a download follows to where the content is, without the token of the registry", async () => {
  const storage = await serve((_request, response) => response.end("content"));
  const registry = await serve(({ url, headers }, response, { origin }) => {
    if (url?.startsWith("/token")) response.end('{"token":"secret"}');
    else if (headers.authorization !== "Bearer secret")
      response.writeHead(401, { "www-authenticate": `Bearer realm="${origin}/token"` }).end("no");
    else response.writeHead(307, { location: `${storage.origin}/content` }).end("elsewhere");
  });
  expect(await downloaded(registry.host)).toEqual({ text: "content", parts: 1, status: 200 });
  expect(storage.seen).toEqual([{ url: "/content", authorization: undefined }]);
});

test("a download goes on from a byte, and a registry without ranges sends all of it", async () => {
  const ranges = await serve(({ headers }, response) =>
    response.writeHead(headers.range === "bytes=3-" ? 206 : 400).end("tent"),
  );
  expect(await downloaded(ranges.host, 3)).toMatchObject({ text: "tent", status: 206 });
  const whole = await serve((_request, response) => response.end("content"));
  expect(await downloaded(whole.host, 3)).toMatchObject({ text: "content", status: 200 });
});

test("what is not there, and a connection that breaks, are told as of any answer", async () => {
  const empty = await serve((_request, response) => response.writeHead(404).end("{}"));
  expect((await errorOf(downloaded(empty.host))).code).toBe("REGISTRY_NO_SUCH_TAG");
  const broken = await serve((_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("part", () => response.destroy());
  });
  expect((await errorOf(downloaded(broken.host))).code).toBe("REGISTRY_UNREACHABLE");
});
