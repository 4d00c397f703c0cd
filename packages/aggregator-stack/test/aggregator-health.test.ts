import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { runScript } from "./support/run-script.ts";
import { type Answer, serve } from "./support/server.ts";
import { isInstalled } from "./support/shells.ts";

const busybox = isInstalled("busybox");
const withBusybox = busybox ? test : test.skip;
const suffix = busybox ? "" : " (skipped: busybox, whose wget the image has, is not installed)";

/** An aggregator with this health status and block heights; `probe(seconds)` runs the health command that long after the machine's start. */
async function aggregator(health: Answer, heights: (number | string | undefined)[]) {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  await folder.program("wget", 'exec busybox wget "$@"');
  // A clock that is set back by an hour with each look.
  const clock = join(folder.path, "clock");
  await folder.program(
    "date",
    `now=$(cat ${clock} 2>/dev/null || echo 2000000000); echo $((now - 3600)) | tee ${clock}`,
  );
  await folder.program("sleep", `echo "$1" >>${join(folder.path, "slept")}`);
  let asked = 0;
  const server = stack.use(
    await serve(({ method, path, body }) => {
      if (path === "/health") return method === "GET" ? health : { status: 404 };
      if (method !== "POST" || JSON.parse(body).method !== "get_block_height") return { status: 404 };
      asked += 1;
      const height = heights[Math.min(asked - 1, heights.length - 1)];
      const answer = height === undefined ? { error: { code: -32603 } } : { result: { blockNumber: height } };
      return { status: 200, body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer }, null, 1) };
    }),
  );
  const probe = async (uptime: number) => {
    await writeFile(join(folder.path, "uptime"), `${uptime}.07 ${uptime}.99\n`);
    return runScript("aggregator-health", {
      parts: ["pace"],
      path: [folder.path],
      env: {
        PORT: String(server.port),
        UPTIME_FILE: join(folder.path, "uptime"),
        HEIGHT_FILE: join(folder.path, "height"),
        MAX_BLOCK_AGE_SECONDS: "30",
      },
    });
  };
  const slept = async () =>
    (await readFile(join(folder.path, "slept"), "utf8").catch(() => "")).split("\n").filter(Boolean);
  return {
    probe,
    slept,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

withBusybox(`is healthy while blocks are certified${suffix}`, async () => {
  await using service = await aggregator({ status: 200 }, ["1", "2", 12]);
  for (const now of [1000, 1010, 1020]) expect(await service.probe(now)).toMatchObject({ code: 0 });
});

withBusybox(`is unhealthy before the first block, and is asked again at once${suffix}`, async () => {
  await using service = await aggregator({ status: 200 }, ["0", undefined, "1"]);
  for (const now of [1000, 1001])
    expect(await service.probe(now)).toMatchObject({ code: 1, stdout: "no block certified yet\n" });
  expect(await service.probe(1002)).toMatchObject({ code: 0, stdout: "block 1, unchanged for 0 s\n" });
  expect(await service.slept()).toEqual([]);
});

withBusybox(`waits 9 s before each look once a block was certified${suffix}`, async () => {
  await using service = await aggregator({ status: 200 }, ["1", "2", "0"]);
  for (const now of [1000, 1010, 1020]) await service.probe(now);
  expect(await service.slept()).toEqual(["9", "9"]);
});

withBusybox(
  `is unhealthy once the height stands for more than 30 s, although /health is 200${suffix}`,
  async () => {
    await using service = await aggregator({ status: 200 }, ["7", "7", "7", "8"]);
    expect(await service.probe(1000)).toMatchObject({ code: 0 });
    expect(await service.probe(1030)).toMatchObject({ code: 0 });
    expect(await service.probe(1031)).toMatchObject({ code: 1, stdout: "block 7, unchanged for 31 s\n" });
    expect(await service.probe(1041)).toMatchObject({ code: 0 });
  },
);

withBusybox(`counts 30 s anew when a height was seen in the future, and not for ever${suffix}`, async () => {
  await using service = await aggregator({ status: 200 }, ["7"]);
  expect(await service.probe(9000)).toMatchObject({ code: 0 });
  for (const uptime of [1000, 1030]) expect(await service.probe(uptime)).toMatchObject({ code: 0 });
  expect(await service.probe(1031)).toMatchObject({ code: 1, stdout: "block 7, unchanged for 31 s\n" });
});

withBusybox(`is unhealthy when /health is 503 or the method fails${suffix}`, async () => {
  await using broken = await aggregator({ status: 503 }, ["7"]);
  expect((await broken.probe(1000)).code).not.toBe(0);
  await using failing = await aggregator({ status: 200 }, [undefined]);
  expect((await failing.probe(1000)).code).toBe(1);
});
