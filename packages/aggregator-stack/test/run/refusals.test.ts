import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createAggregatorHost,
  domain,
  mongoImage,
  rendered,
  tls,
  toolsImage,
} from "./support/aggregator-host.ts";

const lost = `The database of this chain is gone. [STATE_LOST]
  where:    volume mongo-data
  next:     restore it, or wipe the whole set`;

test.for<[string[], Record<string, string>, string]>([
  [[], {}, "Neither --domain nor --no-ssl is given"],
  [["--domain", "localhost", "--ssl-email", "ops@example.org"], {}, "is a single label"],
  [[...tls, "--image", "x"], {}, "--image: a stack has several"],
  [[...tls, "--container-name", "x"], {}, "PROJECT_NAME=NAME begins them all"],
  [[...tls, "--log-level", "loud"], {}, "--log-level: loud is not debug, info, warn or error"],
  [[...tls, "--root-keys-file"], {}, "--root-keys-file needs a value"],
  [[...tls, "--override", "none.yml"], {}, "--override: none.yml is not a file that can be read"],
  [[...tls, "--compose-file", "none.yml"], {}, "--compose-file: none.yml is not a file that can be read"],
  [[...tls, "--compose-file", rendered, "--generation", "v3"], {}, "is of generation v1"],
  [[...tls, "--generation", "../v3"], {}, "--generation: ../v3 is not a generation"],
  [[...tls, "--genertion", "v3"], {}, "did you mean --generation?"],
  [tls.slice(0, 3), {}, "--ssl-email needs a value"],
  [[...tls], { PROJECT_NAME: "Upper" }, "STACK_PROJECT: Upper-aggregator is not a name"],
  [[...tls], { HEIGHT_TIMEOUT: "soon" }, "HEIGHT_TIMEOUT is not a whole number"],
  [["--status", "--stop"], {}, "--status and --stop do not go together"],
])("refuses %j with %j before anything is asked of the engine", async ([args, env, text]) => {
  await using host = await createAggregatorHost();
  const { code, errors } = await host.start(args, env);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(host.calls().filter((call) => !call.includes("version --short"))).toEqual([]);
});

test.for([
  ["5.0.1", 0, ""],
  ["v2.24.0", 0, ""],
  ["2.23.3", 3, "COMPOSE_TOO_OLD"],
  ["Docker Compose", 2, "COMPOSE_MISSING"],
] as const)("ends a dry run with Compose %s with %d", async ([version, code, text]) => {
  await using host = await createAggregatorHost();
  host.write("compose/version", version);
  const outcome = await host.start([...tls, "--dry-run"]);
  expect(outcome).toMatchObject({ code, errors: expect.stringContaining(text) });
});

test("says what Compose does not like about the files", async () => {
  await using host = await createAggregatorHost();
  host.fail("config", "services.mongo.image must be a string");
  const { code, errors } = await host.start(tls);
  expect(errors).toMatch(/COMPOSE_FILE_REFUSED[\s\S]*services\.mongo\.image must be a string/);
  expect(code).toBe(3);
});

test("refuses an override of a service that the file has not, with the one that was meant", async () => {
  await using host = await createAggregatorHost();
  const override = join(host.folder, "override.yml");
  const write = (service: string) =>
    writeFileSync(override, `services:\n  ${service}:\n    image: mirror.example/x:1\n`);
  write("mongodb");
  const { code, errors } = await host.start([...tls, "--override", override]);
  expect(errors).toMatch(/has no service mongodb\.[\s\S]*did you mean mongo\?/);
  expect(code).toBe(3);
  write("sidecar");
  expect((await host.start([...tls, "--override", override])).errors).toContain("it has: aggregator, ");
  expect(host.changes()).toEqual([]);
  for (const service of ["mongo", "aggregator-ui"]) {
    write(service);
    expect(await host.start([...tls, "--override", override, "--dry-run"])).toMatchObject({ code: 0 });
  }
});

test("ends with 2 when the engine does not answer", async () => {
  await using host = await createAggregatorHost();
  host.fail("version", "Cannot connect to the Docker daemon");
  for (const args of [tls, ["--status"], ["--stop"], ["--logs"]])
    expect(await host.start(args)).toMatchObject({
      code: 2,
      errors: expect.stringContaining("ENGINE_UNREACHABLE"),
    });
});

test("lists the images that are missing and how to get each, and changes nothing", async () => {
  await using host = await createAggregatorHost();
  host.removeImage(mongoImage);
  const upstream = await host.start(tls);
  expect(upstream.errors).toMatch(new RegExp(` docker pull ${mongoImage}$`));
  expect(upstream.errors).not.toContain("build:images");
  host.removeImage(toolsImage);
  const { code, errors } = await host.start(tls);
  expect(errors).toMatch(/IMAGE_MISSING/);
  expect(errors).toContain(`docker pull ${mongoImage}\n`);
  expect(errors).not.toContain(`docker pull ${toolsImage}`);
  expect(errors).toMatch(/^ +npx pnpm build:images aggregator-proxy aggregator-tools$/m);
  expect(code).toBe(1);
  expect(host.changes()).toEqual([]);
  expect(existsSync(host.state)).toBe(false);
});

test("refuses a name that another container has, and a copy of the stack from another file", async () => {
  await using host = await createAggregatorHost();
  const id = host.container("unicity-mongo", { service: "" });
  expect(await host.start(tls)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/NAME_TAKEN[\s\S]*unicity-mongo\n.*made without Compose\n.*docker rename/),
  });
  const write = (name: string, text: string) => host.write(`containers/${id}/${name}`, text);
  write("name", "unicity-aggregator-mongo-1");
  write("service", "mongo");
  write("project", "unicity-aggregator");
  expect(await host.start(tls)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(
      /unicity-aggregator-mongo-1\n.*another Compose file\n.*--project-name unicity-aggregator down/,
    ),
  });
});

test("refuses a volume that another container runs on, and a port that is taken", async () => {
  await using host = await createAggregatorHost();
  const id = host.container("backup", { service: "", volumes: "unicity-mongo-data" });
  expect(await host.start(tls)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/VOLUME_IN_USE[\s\S]*unicity-mongo-data\n.*used by backup/),
  });
  host.write(`containers/${id}/volumes`, "");
  host.write(`containers/${id}/ports`, "11003");
  expect(await host.start(["--no-ssl"])).toMatchObject({
    code: 1,
    out: expect.stringContaining("✗ port 11003 is taken by the container backup"),
  });
  expect(host.changes()).toEqual([]);
});

test("refuses HAProxy that is not there", async () => {
  await using host = await createAggregatorHost();
  host.api("/v1/health", 0, "");
  expect(await host.start(tls)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("HAPROXY_NOT_READY"),
  });
  expect(host.changes()).toEqual([]);
});

test("names a job that failed, in its own words, at once", async () => {
  await using host = await createAggregatorHost();
  host.becomes("state-set", { exit: "1", log: lost.replaceAll("\n", "\\n") });
  const { code, out, errors } = await host.start(tls, { HEALTH_TIMEOUT: "60" });
  expect(errors).toContain("The job state-set failed with exit code 1. [JOB_FAILED]");
  for (const line of lost.split("\n")) expect(errors).toContain(line.trim());
  expect(out).not.toMatch(/[0-9] not started yet/);
  expect(out).not.toContain("RESULT");
  expect(code).toBe(1);
  const status = await host.start(["--status"]);
  expect(status.out).toContain(
    "✗ job state-set failed (exit code 1): The database of this chain is gone. [STATE_LOST]",
  );
  host.becomes("state-set", {});
  expect(await host.start(tls)).toMatchObject({ code: 0 });
});

test("names a service that does not become healthy, with its last probe and log lines", async () => {
  await using host = await createAggregatorHost();
  host.becomes("mongo", { health: "unhealthy", probe: "not primary", log: "electing" });
  const { code, errors } = await host.start(tls, { HEALTH_TIMEOUT: "1" });
  expect(errors).toMatch(
    /Not ready after \d s: mongo \(unhealthy\)[\s\S]*last probe: not primary\n *electing/,
  );
  expect(code).toBe(2);
});

test("names a job that failed while Compose still works, and does not count it as to come", async () => {
  await using host = await createAggregatorHost();
  host.becomes("config-upload", { exit: "1", log: "no answer" });
  host.write("compose/ends-late", "3");
  const { code, out } = await host.start(tls, { HEALTH_TIMEOUT: "30" });
  expect(out).toContain("config-upload (failed)");
  const later = [...out.matchAll(/(\d+) containers? not started yet/g)].map(([, count]) => Number(count));
  expect(later).toEqual(later.toSorted((a, b) => b - a));
  expect(code).toBe(1);
});

test("does not wait for a service that ends again and again", async () => {
  await using host = await createAggregatorHost();
  host.becomes("bft-root", { state: "restarting", restarts: "3", exit: "1", log: "no such file" });
  host.write("compose/slow", "30");
  const { code, errors } = await host.start(tls, { HEALTH_TIMEOUT: "60" });
  expect(errors).toMatch(
    /The service ended 3 times\. \[SERVICE_NOT_READY\][\s\S]*unicity-bft-root[\s\S]*no such file/,
  );
  expect(code).toBe(2);
});

test("says what Compose says when it does not end in time", async () => {
  await using host = await createAggregatorHost();
  host.write("compose/slow", "30");
  const { code, errors } = await host.start(tls, { HEALTH_TIMEOUT: "3" });
  expect(errors).toMatch(/STACK_NOT_STARTED[\s\S]*no end within 3 s/);
  expect(code).toBe(2);
});

test.for<[string, object, string]>([
  ["stands still", { height: "4" }, "✗ block height did not grow within 1 s: 4"],
  ["has no height", { height: "" }, "✗ block height did not grow within 1 s: no answer to get_block_height"],
  ["serves another trust base than its sum", { sum: "0".repeat(64) }, `✗ trust base has sha256`],
  ["serves no sum", { sum: "<html>" }, "✗ trust base is not served"],
  [
    "is of another generation",
    { generation: "v3" },
    "✗ the door says generation v3, and the Compose file v1",
  ],
])("ends with 1 when the chain %s", async ([, answers, text]) => {
  await using host = await createAggregatorHost();
  host.answers(answers);
  const { code, out, errors } = await host.start(tls, { HEIGHT_TIMEOUT: "1" });
  expect(out).toContain(text);
  expect(errors).toContain("CHECKS_FAILED");
  expect(code).toBe(1);
});

test("a second start and a stop are refused during a start, and name its process", async () => {
  await using host = await createAggregatorHost();
  const goOn = host.holdUp();
  const first = host.start(tls, { HEALTH_TIMEOUT: "60" });
  await expect.poll(() => host.changes().length).toBe(1);
  const holder = host.read("script");
  for (const args of [tls, ["--stop"]]) {
    const { code, errors } = await host.start(args);
    expect(errors).toContain("START_IN_PROGRESS");
    expect(errors).toContain(`process ${holder}`);
    expect(code).toBe(3);
  }
  goOn();
  expect(await first).toMatchObject({ code: 0 });
});

test("a start of another user is refused too; what was left by one that was killed is not in the way", async () => {
  await using host = await createAggregatorHost();
  const claim = (process: number) => join(host.engine, `volumes/unicity-aggregator-proxy-start-${process}`);
  writeFileSync(claim(process.pid), "");
  const { code, errors } = await host.start(tls);
  expect(errors).toMatch(new RegExp(`START_IN_PROGRESS[\\s\\S]*process ${process.pid} of `));
  expect(code).toBe(3);
  expect(host.changes()).toEqual([]);
  rmSync(claim(process.pid));
  const gone = 2 ** 22 + 1;
  writeFileSync(claim(gone), "");
  expect(await host.start(tls)).toMatchObject({ code: 0 });
  expect(readdirSync(join(host.engine, "volumes"))).toEqual([]);
});

test("says what the door says is wrong while it waits for it", async () => {
  await using host = await createAggregatorHost();
  const report = "health\\tunhealthy\\tacquiring\\nfailure\\tthe authority refuses: rateLimited";
  host.becomes("aggregator-proxy", { report });
  const { code, out } = await host.start(tls, { HEALTH_TIMEOUT: "3" });
  expect(out).toMatch(/waiting: aggregator-proxy \(acquiring\)[\s\S]*the authority refuses: rateLimited/);
  expect(code).toBe(2);
});

test("an interrupted start leaves what was started, and the same start goes on with it", async () => {
  await using host = await createAggregatorHost();
  host.write("compose/slow", "30");
  const first = host.start(tls, { HEALTH_TIMEOUT: "60" });
  const last = join(host.engine, "containers/compose-state-set/exit");
  await expect.poll(() => existsSync(last)).toBe(true);
  process.kill(Number(host.read("script")), "SIGINT");
  const { code, errors } = await first;
  expect(errors).toContain("Interrupted: what was started stays.");
  expect(code).toBe(130);
  expect(host.containers()["unicity-mongo"]).toMatchObject({ state: "running" });
  host.write("compose/slow", "0");
  expect(await host.start(tls)).toMatchObject({ code: 0 });
});

test("a value that an env file cannot carry is refused, and nothing is written", async () => {
  await using host = await createAggregatorHost();
  const keys = join(host.folder, "root's-keys.json");
  writeFileSync(keys, "{}", { mode: 0o600 });
  const { code, errors, json } = await host.start([...tls, "--root-keys-file", keys, "--dry-run", "--json"]);
  expect(errors).toContain("ROOT_KEYS_FILE has a single quotation mark");
  expect({ code, json: json() }).toMatchObject({ code: 3, json: { error: { code: "USAGE" } } });
  expect(existsSync(host.state)).toBe(false);
});

test("says when the settings cannot be kept, before Compose is called", async () => {
  await using host = await createAggregatorHost();
  writeFileSync(join(host.folder, "file"), "");
  const { code, errors } = await host.start(tls, { STATE_DIR: join(host.folder, "file") });
  expect(errors).toMatch(/LOCK_NOT_MADE|STATE_NOT_WRITTEN/);
  expect([1, 3]).toContain(code);
  expect(host.changes()).toEqual([]);
});

test("the environment's COMPOSE_ variables but COMPOSE_PROFILES, and an empty SSL_DOMAIN, change nothing", async () => {
  await using host = await createAggregatorHost();
  const env = {
    COMPOSE_FILE: "/none",
    COMPOSE_PROJECT_NAME: "other",
    COMPOSE_PROFILES: "ui",
    SSL_DOMAIN: "",
  };
  expect(await host.start(tls, env)).toMatchObject({ code: 0 });
  expect(host.environment()).not.toMatch(/^COMPOSE_/m);
  expect(host.environment()).not.toMatch(/^SSL_DOMAIN=/m);
  for (const line of [`SSL_DOMAIN='${domain}'`, "COMPOSE_PROFILES='ui'"])
    expect(host.read("compose.env")).toContain(`${line}\n`);
});
