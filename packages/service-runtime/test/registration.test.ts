import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Answer, startApi } from "./support/registration-api.ts";
import { startRuntime } from "./support/runtime.ts";

const REGISTERED = 0;
const RETRY = 1;
const REFUSED = 2;
const register = "code=0; register_domain a.example.org 443 || code=$?; exit $code";

test.for<[Answer, number]>([
  [{ status: 201, body: {} }, REGISTERED],
  [{ status: 200, body: {} }, REGISTERED],
  [{ status: 500, body: { error: "no reload", code: "RELOAD_FAILED" } }, RETRY],
  [{ status: 503 }, RETRY],
  [{ status: 429, body: { error: "full", code: "LIMIT_EXCEEDED" } }, RETRY],
  ["hang-up", RETRY],
  ["cut-off", RETRY],
  [{ status: 200, body: "something else answers everything" }, RETRY],
  [{ status: 200 }, RETRY],
  [{ status: 201, body: { domain: "b.example.org" } }, RETRY],
  [{ status: 200, body: { container: "another" } }, RETRY],
  [{ status: 409, body: { error: "mode", code: "MODE_CONFLICT" } }, REFUSED],
  [{ status: 400, body: { error: "bad", code: "VALIDATION_ERROR" } }, REFUSED],
  [{ status: 401, body: { error: "key", code: "UNAUTHORIZED" } }, REFUSED],
  [{ status: 422, body: { error: "port", code: "PORT_NOT_ALLOWED" } }, REFUSED],
  [{ status: 404, body: "no API here" }, REFUSED],
  [{ status: 302 }, REFUSED],
])("the answer %j means %d", async ([answer, expected]) => {
  const { environment, calls } = await startApi(answer);
  const { exitCode } = await startRuntime().bash(register, environment);
  expect(exitCode).toBe(expected);
  expect(calls.map(({ method }) => method)).toEqual(["POST"]);
});

test("has what was stored loaded after a reload that failed, as its answer is identical from then on", async () => {
  const failed: Answer = { status: 500, body: { error: "no reload", code: "RELOAD_FAILED" } };
  const done: Answer = { status: 200, body: {} };
  const { environment, calls } = await startApi(failed, done, failed, done, done, done);
  const again = "for n in 1 2 3 4; do register_domain a.example.org 443 && echo yes || echo no; done";
  const { stdout } = await startRuntime().bash(again, environment);
  expect(stdout.split("\n").filter((line) => /^(yes|no)$/.test(line))).toEqual(["no", "no", "yes", "yes"]);
  expect(calls.map(({ path }) => path.replace("/v1/", ""))).toEqual([
    "backends",
    "backends",
    "reload",
    "backends",
    "reload",
    "backends",
  ]);
});

test("sends the whole wanted state, with null where there are no extra ports", async () => {
  const { environment, calls } = await startApi({ status: 201, body: {} });
  const entry = { domain: "a.example.org", container: hostname(), http_port: 80, https_port: 443 };
  for (const EXTRA_PORTS of ["", "[]", " "])
    await startRuntime().bash(register, { ...environment, EXTRA_PORTS });
  expect(calls.map(({ body }) => body)).toEqual(Array(3).fill({ ...entry, extra_ports: null }));
  const extra = [{ listen: 9000, target: 9001, mode: "tcp" }];
  await startRuntime().bash(register, { ...environment, EXTRA_PORTS: JSON.stringify(extra) });
  expect(calls.at(-1)?.body).toEqual({ ...entry, extra_ports: extra });
});

test("an alias gets no extra ports: plain TCP has no name to tell it by", async () => {
  const { environment, calls } = await startApi({ status: 201, body: {} });
  await startRuntime().bash("register_all 443", {
    ...environment,
    SSL_DOMAIN_ALIASES: "b.example.org, ,a.example.org",
    EXTRA_PORTS: '[{"listen":9000,"target":9001,"mode":"tcp"}]',
  });
  expect(calls.map(({ body }) => body)).toMatchObject([
    { domain: "a.example.org", extra_ports: [{ listen: 9000 }] },
    { domain: "b.example.org", extra_ports: null },
  ]);
});

test("the key goes from its file into the header, and into no argument of curl", async () => {
  const { environment, calls } = await startApi({ status: 201, body: {} });
  const runtime = startRuntime();
  const key = 'k"e\\y';
  writeFileSync(join(runtime.folder, "key"), `${key}\n`);
  const spy = `curl() { printf '%s\\n' "$@" >"$STATE/argv"; command curl "$@"; }`;
  const { stdout } = await runtime.bash(`${spy}; register_domain a.example.org 443 >&2; cat "$STATE/argv"`, {
    ...environment,
    HAPROXY_API_KEY_FILE: join(runtime.folder, "key"),
  });
  expect(calls[0]?.authorization).toBe(`Bearer ${key}`);
  expect(stdout).not.toContain("k");
});

test("a key in the environment is kept in a file and leaves the environment", async () => {
  const { environment, calls } = await startApi({ status: 201, body: {} });
  const { stdout, exitCode } = await startRuntime().bash(
    "REGISTRATION_USER=$(id -u):$(id -g); keep_secrets; use_kept_secrets; register_domain a.example.org 443 >&2; env",
    { ...environment, HAPROXY_API_KEY: "plain-key" },
  );
  expect(exitCode).toBe(0);
  expect(calls[0]?.authorization).toBe("Bearer plain-key");
  expect(stdout).not.toContain("plain-key");
});

test("a proxy in the environment is not asked", async () => {
  const { environment, calls } = await startApi({ status: 201, body: {} });
  const proxy = "http://127.0.0.1:1";
  const { exitCode } = await startRuntime().bash(register, {
    ...environment,
    http_proxy: proxy,
    ALL_PROXY: proxy,
  });
  expect(exitCode).toBe(REGISTERED);
  expect(calls).toHaveLength(1);
});

test("unregisters only an entry of its own", async () => {
  const own = await startApi({ status: 200, body: { container: hostname() } }, { status: 204 });
  await startRuntime().bash("unregister_domain a.example.org", own.environment);
  expect(own.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /v1/backends/a.example.org",
    "DELETE /v1/backends/a.example.org",
  ]);
  const foreign = await startApi({ status: 200, body: { container: "another" } });
  await startRuntime().bash("unregister_domain a.example.org", foreign.environment);
  expect(foreign.calls).toHaveLength(1);
});

const conflict = {
  status: 409,
  body: { error: "taken", code: "DOMAIN_CONFLICT", existing: { container: "other", http_port: 80 } },
};

test.for<[string, string, string[], number]>([
  ["", "dead", ["POST"], REFUSED],
  ["false", "dead", ["POST"], REFUSED],
  ["dead", "alive", ["POST"], REFUSED],
  ["dead", "dead", ["POST", "DELETE", "POST"], REGISTERED],
])("with takeover %s from a container that is %s: %j", async ([takeover, state, methods, expected]) => {
  const { environment, calls } = await startApi(conflict, { status: 204 }, { status: 201, body: {} });
  const alive = `is_alive() { [[ ${state} == alive ]]; }`;
  const runtime = startRuntime();
  const { exitCode, stdout } = await runtime.bash(`${alive}; ${register}`, {
    ...environment,
    HAPROXY_TAKEOVER: takeover,
  });
  expect(exitCode).toBe(expected);
  expect(calls.map(({ method }) => method)).toEqual(methods);
  expect(stdout).toContain("other");
});

test("a takeover that the API forbids stays a conflict and says who can end it", async () => {
  const forbidden = { status: 403, body: { error: "not yours", code: "OWNERSHIP_MISMATCH" } };
  const { environment } = await startApi(conflict, forbidden);
  const { exitCode, stdout } = await startRuntime().bash(`is_alive() { false; }; ${register}`, {
    ...environment,
    HAPROXY_TAKEOVER: "dead",
  });
  expect(exitCode).toBe(REFUSED);
  expect(stdout).toMatch(/OWNERSHIP_MISMATCH.*on the host of HAProxy/);
});

test("asks again quickly, then every 20 s, and a refusal rarely", async () => {
  const { stdout } = await startRuntime().bash(
    "for n in 1 2 3 4 5 6 9; do heartbeat_pause 1 $n; done; heartbeat_pause 0 0; heartbeat_pause 2 0",
  );
  expect(stdout.split("\n").map(Number)).toEqual([1, 2, 4, 8, 16, 20, 20, 25, 120]);
});

test("waits for an API that comes late, and ends at once with one that refuses", async () => {
  const late = await startApi("hang-up", { status: 500, body: {} }, { status: 201, body: {} });
  expect((await startRuntime().bash("register_for_challenge", late.environment)).exitCode).toBe(0);
  expect(late.calls.map(({ body }) => body)).toMatchObject(Array(3).fill({ https_port: null }));
  const refusing = await startApi({ status: 401, body: { error: "key", code: "UNAUTHORIZED" } });
  expect((await startRuntime().bash("register_for_challenge", refusing.environment)).exitCode).toBe(13);
  expect(refusing.calls).toHaveLength(1);
});

test("a refusal reaches log and state in one line of ordinary characters", async () => {
  const error = `bad\n[relay] registration: well\u001b[2J\u009b2J\u202e${"x".repeat(1000)}`;
  const { environment } = await startApi({ status: 400, body: { error, code: "A\nB\u001b" } });
  const { stdout, stderr } = await startRuntime().bash(
    `${register.replace("; exit $code", "")}
    jq -e '.code == "" and (.message | length < 330)' "$STATE/registration/a.example.org.json" >&2`,
    environment,
  );
  expect(stdout).toMatch(/^\[service\] registration of a.example.org: refused: 400 : bad \[relay\] [ -~]*x$/);
  expect(stderr).toBe("true");
});

test.for(["-V", "a b", "a\nb", "", null])(
  "a container %j is neither asked for nor taken over",
  async (container) => {
    const { environment, calls } = await startApi({
      status: 409,
      body: { error: "taken", code: "DOMAIN_CONFLICT", existing: { container, http_port: 80 } },
    });
    const { exitCode, stdout } = await startRuntime().bash(
      `is_alive() { printf 'asked\n'; false; }; ${register}`,
      {
        ...environment,
        HAPROXY_TAKEOVER: "dead",
      },
    );
    expect(exitCode).toBe(REFUSED);
    expect(stdout).not.toContain("asked");
    expect(calls).toHaveLength(1);
  },
);

test("a container that gives way leaves its routes, and one that went on for long takes them with it", async () => {
  const { environment, calls } = await startApi(
    { status: 200, body: { container: hostname() } },
    { status: 204 },
  );
  const runtime = startRuntime();
  const end = (script: string) =>
    runtime.bash(`${script}; unregister`, { ...environment, SSL_DOMAIN: "a.example.org" }, ["shut-down"]);
  const keepRoute = `"$RUNTIME/bin/keep-route"`;
  expect(await end(keepRoute)).toMatchObject({ exitCode: 0 });
  expect(calls).toEqual([]);
  expect(await end(`${keepRoute} && touch -d '5 minutes ago' "$STATE/registration/kept"`)).toMatchObject({
    exitCode: 0,
  });
  expect(calls.map(({ method }) => method)).toEqual(["GET", "DELETE"]);
});
