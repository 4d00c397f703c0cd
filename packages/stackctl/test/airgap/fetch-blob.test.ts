import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blobFile, fetchBlob } from "../../src/airgap/save/fetch-blob.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { sha256 } from "./support/bundle.ts";

const body = Buffer.from("of a layer ".repeat(5_000));
const blob = { digest: `sha256:${sha256(body)}`, size: body.length };

/** A connection that breaks off in the next turn, as one does that ended while nobody looked; what nobody took is gone. */
function broken(bytes: number): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(body.subarray(0, bytes));
      setImmediate(() => controller.error(new Error("the connection broke")));
    },
  });
}

test("what came before a connection broke stays, however soon that was", async () => {
  const folder = temporaryFolder();
  const asked: number[] = [];
  const fetchFrom = (answer: (from: number) => Response) =>
    fetchBlob(
      {
        download: async (_resource, { from = 0, receive }) => {
          asked.push(from);
          const url = new URL("http://registry.example/blob");
          await receive(answer(from), url);
          return { status: 200, headers: new Headers(), body: Buffer.alloc(0), url };
        },
      },
      blob,
      folder,
      1_000,
    );
  await expect(fetchFrom(() => new Response(broken(20_000)))).rejects.toThrow("the connection broke");
  expect(statSync(`${blobFile(folder, blob.digest)}.part`).size).toBe(20_000);
  const file = await fetchFrom((from) => new Response(body.subarray(from), { status: 206 }));
  expect(asked).toEqual([0, 20_000]);
  expect(file).toBe(join(folder, blob.digest.replace(":", "-")));
  expect(readFileSync(file).equals(body)).toBe(true);
});
