import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { refusalOf } from "./support/refusal.ts";
import { runScript } from "./support/run-script.ts";
import { type Answer, serve } from "./support/server.ts";
import { isInstalled } from "./support/shells.ts";

const withCurl = isInstalled("curl") ? test : test.skip;
const suffix = isInstalled("curl") ? "" : " (skipped: curl is not installed)";

/** Uploads to a root node that gives these answers; the pause between two attempts is not waited for. */
async function upload(answers: Answer[], attempts = "5") {
  await using folder = await temporaryFolder();
  await folder.program("sleep", "exit 0");
  await writeFile(join(folder.path, "shard-conf.json"), '{"partitionId":7}');
  await using server = await serve(
    (_, index) => answers[Math.min(index, answers.length - 1)] ?? { status: 500 },
  );
  const result = await runScript("config-upload", {
    parts: ["fail"],
    path: [folder.path],
    env: {
      ROOT_RPC_URL: `http://127.0.0.1:${server.port}`,
      SHARD_CONF: join(folder.path, "shard-conf.json"),
      UPLOAD_ATTEMPTS: attempts,
    },
  });
  return { ...result, requests: server.requests };
}

withCurl(`uploads the configuration with PUT${suffix}`, async () => {
  const { code, requests, stderr } = await upload([{ status: 200 }]);
  expect(code, stderr).toBe(0);
  expect(requests).toEqual([{ method: "PUT", path: "/api/v1/configurations", body: '{"partitionId":7}' }]);
});

withCurl(`tries again until the root node takes it${suffix}`, async () => {
  const { code, requests, stdout } = await upload([{ status: 500 }, { status: 503 }, { status: 200 }]);
  expect(code).toBe(0);
  expect(requests).toHaveLength(3);
  expect(stdout).toContain("at attempt 3");
});

withCurl(`fails with the root node's answer when every attempt is refused${suffix}`, async () => {
  const { code, requests, stderr } = await upload([{ status: 400, body: "unknown partition type" }]);
  expect(code).toBe(1);
  expect(requests).toHaveLength(5);
  expect(refusalOf(stderr)).toBe("UPLOAD_FAILED");
  expect(stderr).toContain("attempt 5 of 5");
  expect(stderr).toContain("unknown partition type");
  expect(stderr).toContain("400");
});

withCurl(`fails when nothing listens${suffix}`, async () => {
  await using folder = await temporaryFolder();
  await folder.program("sleep", "exit 0");
  const closed = await serve(() => ({ status: 200 }));
  await closed[Symbol.asyncDispose]();
  await writeFile(join(folder.path, "c.json"), "{}");
  const result = await runScript("config-upload", {
    parts: ["fail"],
    path: [folder.path],
    env: {
      ROOT_RPC_URL: `http://127.0.0.1:${closed.port}`,
      SHARD_CONF: join(folder.path, "c.json"),
      UPLOAD_ATTEMPTS: "2",
    },
  });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("attempt 2 of 2");
});
