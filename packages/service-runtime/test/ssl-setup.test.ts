import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeCertificate } from "./support/certificates.ts";
import { type Runtime, startRuntime } from "./support/runtime.ts";

const domain = "a.example.org";
const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };

/** A runtime with commands of its own in front of those of this machine. */
function startWith(commands: Record<string, string>): Runtime & { variables: Record<string, string> } {
  const runtime = startRuntime();
  const folder = join(runtime.folder, "commands");
  mkdirSync(folder);
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\nset -euo pipefail\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { ...runtime, variables: { ...environment, PATH: `${folder}:${process.env.PATH}` } };
}

test("ssl-setup sees neither HAProxy nor its key, and every other name as it is", async () => {
  const runtime = startWith({
    getent: 'printf "192.0.2.1 %s\\n" "$2"',
    "ssl-setup": 'env; getent hosts haproxy || printf "hidden\\n"; getent hosts other',
  });
  writeFileSync(join(runtime.folder, "key"), "secret-key");
  const { stdout } = await runtime.bash("run_ssl_setup", {
    ...runtime.variables,
    HAPROXY_HOST: "haproxy",
    HAPROXY_API_KEY: "secret-key",
    HAPROXY_API_KEY_FILE: join(runtime.folder, "key"),
    EXTRA_PORTS: "[]",
  });
  expect(stdout).not.toMatch(/^(HAPROXY_HOST|HAPROXY_API_KEY|HAPROXY_API_KEY_FILE|EXTRA_PORTS)=/m);
  expect(stdout).toMatch(/^APP_HTTP_PORT=8079$/m);
  expect(stdout).toContain("hidden\n192.0.2.1 other");
});

test("ssl-setup's own server for port 80 does not start, other programs in Python do", async () => {
  const runtime = startWith({
    "ssl-setup":
      'python3 /usr/local/bin/ssl-http-proxy & until [[ $(ps -o args= -p "$!") == sleep* ]]; do sleep 0.05; done; ps -o args= -p "$!"; python3 -c "print(6 * 7)"',
  });
  const { stdout } = await runtime.bash("run_ssl_setup", runtime.variables);
  expect(stdout.split("\n")).toEqual(["sleep infinity", "42"]);
});

test("what ssl-setup leaves running ends with it, and no stranger whose number is in a stale file", async () => {
  const runtime = startWith({
    "ssl-setup": 'sleep 300 & printf "%d\\n" "$!" >"$SERVICE_RUNTIME_TEMPORARY/child"',
  });
  const { stdout } = await runtime.bash(
    `sleep 300 & stranger=$!
    printf '%d\\n' "$stranger" >"$TEMPORARY/.ssl-renew.pid"
    run_ssl_setup
    kill -0 "$(<"$TEMPORARY/child")" 2>/dev/null || printf 'child ended\\n'
    kill "$stranger" && printf 'stranger lived\\n'`,
    runtime.variables,
  );
  expect(stdout.split("\n")).toEqual(["child ended", "stranger lived"]);
});

test.for([10, 11, 12, 1])("the exit code %d of ssl-setup is kept, explained and counted", async (code) => {
  const runtime = startWith({ "ssl-setup": `exit ${code}` });
  const { exitCode, stdout, stderr } = await runtime.bash(
    "acquire_certificates || code=$?; seconds_to_wait; exit $code",
    runtime.variables,
  );
  expect(exitCode).toBe(code);
  expect(stderr).toContain(`[SSL_SETUP_${code}]`);
  expect(Number(stdout)).toBeGreaterThan(20);
});

test("ssl-setup that succeeds without a certificate that serves is a failure", async () => {
  const runtime = startWith({ "ssl-setup": "exit 0" });
  expect((await runtime.bash("acquire_certificates", runtime.variables)).exitCode).toBe(11);
  await makeCertificate(join(runtime.folder, "letsencrypt"), domain);
  expect((await runtime.bash("acquire_certificates", runtime.variables)).exitCode).toBe(0);
});

test("a signal ends a job at once, with everything that it started", async () => {
  const { stdout, exitCode } = await startRuntime().bash(
    `trap 'group=$job; kill_job; pgrep -g "$group" >/dev/null || printf "all ended\\n"; exit 0' TERM
    run_job bash -c 'sleep 300 & kill -TERM "$1"; sleep 300' bash $$`,
  );
  expect(exitCode).toBe(0);
  expect(stdout).toBe("all ended");
});
