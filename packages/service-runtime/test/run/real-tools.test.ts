import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";

const library = resolve(import.meta.dirname, "../../run/run-library.sh");
const present = ["curl --version", "jq --version"].every(
  (command) => spawnSync("sh", ["-c", command]).status === 0,
);
const withTools = test.skipIf(!present && !process.env.CI);

/** Runs bash with the library sourced. */
const inLibrary = (body: string, env: Record<string, string> = {}) =>
  execa("bash", ["-c", `SERVICE_NAME=sample IMAGE_NAME=sample:1\nsource "$1"\n${body}`, "test", library], {
    env,
    stdin: "ignore",
    timeout: 100_000,
  });

withTools("curl takes the key, the path and the limits from standard input", async () => {
  const seen: string[] = [];
  const server = createServer(({ url, headers }, response) => {
    seen.push(`${url} ${headers.authorization}`);
    response
      .writeHead(404, { "Content-Type": "application/json" })
      .end('{"error":"none","code":"NOT_FOUND"}');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const address = server.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    // `docker exec -i CONTAINER curl …` runs curl here.
    const body = `docker() { "\${@:4}"; }; export -f docker; RUN_HAPROXY=edge
      run_limited() { "\${@:2}"; }
      run_call_api /v1/backends/a.example.org; printf '%s %s' "$RUN_API_STATUS" "$(run_json_field "$RUN_API_BODY" code)"`;
    const { stdout } = await inLibrary(`RUN_API_KEY=k-1\n${body}`, { HAPROXY_API_PORT: port });
    expect(stdout).toBe("404 NOT_FOUND");
    expect(seen).toEqual(["/v1/backends/a.example.org Bearer k-1"]);
  } finally {
    server.close();
  }
});

withTools("jq turns the status of a service into lines, whatever text is in it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "run-library-"));
  try {
    const status = {
      service: "relay",
      health: "degraded",
      phase: "serving",
      domains: [
        {
          domain: "a.example.org",
          certificate: { daysLeft: 61 },
          registration: { state: "registered", message: "" },
        },
        {
          domain: "b.example.org",
          certificate: null,
          registration: { state: "refused", message: "409\tit\nis \\ taken" },
        },
        { domain: "c.example.org", certificate: { daysLeft: 0 }, registration: null },
      ],
      failures: [],
      warnings: ["heartbeat: no round\nfor 400 s"],
    };
    await writeFile(join(folder, "status.json"), JSON.stringify(status, null, 2));
    await writeFile(join(folder, "service-status"), `#!/bin/sh\ncat ${folder}/status.json\nexit 1\n`, {
      mode: 0o755,
    });
    const body = `docker() { "\${@:3}"; }
      run_limited() { "\${@:2}"; }
      run_read_report any
      printf '%s\\n' "$RUN_REPORT_HEALTH" "$RUN_REPORT_PHASE" "\${RUN_REPORT_WARNINGS[@]}"
      for name in a b c; do
        printf '%s|%s\\n' "\${RUN_REPORT_DAYS[$name.example.org]}" "\${RUN_REPORT_REGISTRATION[$name.example.org]}"
      done
      printf '%s\\n' "$RUN_REPORT_JSON"`;
    const { stdout } = await inLibrary(body, { PATH: `${folder}:${process.env.PATH}` });
    const lines = stdout.split("\n");
    expect(lines.slice(0, -1)).toEqual([
      "degraded",
      "serving",
      "heartbeat: no round for 400 s",
      "61|registered",
      "-|refused: 409 it is   taken",
      "0|-",
    ]);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual(status);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a JSON string holds any text", async () => {
  const text = 'quote " backslash \\ tab\t line\n é ✓';
  const { stdout } = await inLibrary('run_json_string "$TEXT"', { TEXT: text });
  expect(JSON.parse(stdout)).toBe(text);
});
