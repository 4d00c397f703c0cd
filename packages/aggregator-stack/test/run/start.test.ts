import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import {
  type AggregatorHost,
  createAggregatorHost,
  domain,
  mongoImage,
  rendered,
  renderedV3,
  script,
  services,
  sha256,
  tls,
} from "./support/aggregator-host.ts";

const library = resolve(import.meta.dirname, "../../../service-runtime/run");
/** What comes in after the flags is which services. */
const up =
  /^compose --env-file \S+\/aggregator\/aggregator\.env up --detach --no-build --pull never --remove-orphans /;
/** Each on a line of its own, to be pasted. */
const resetCommands =
  /^ +docker compose --project-name unicity-aggregator down\n +docker volume rm unicity-genesis-aggregator unicity-genesis-root unicity-mongo-data unicity-public$/m;
const settingsOf = ({ state }: AggregatorHost) =>
  ["aggregator.env", "aggregator.settings.yml"].map((name) => readFileSync(join(state, name), "utf8"));

test("brings the stack up with a domain and an e-mail address only, names each job, and asks as a wallet does", async () => {
  await using host = await createAggregatorHost();
  const { code, out, errors } = await host.start(tls);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const jobs = ["prepare-volumes", "genesis-root", "state-set", "genesis-aggregator", "export-public"];
  for (const text of [
    "Docker engine answers, Compose 2.26.1",
    `${services} services; all images are here`,
    "network haproxy-net is there",
    ...[...jobs, "config-upload"].map((job) => `job ${job} is done`),
    ...["mongo", "bft-root", "aggregator"].map((service) => `${service} is running and healthy`),
    `certificate of ${domain}: 60 days left`,
    `${domain} is registered at HAProxy`,
    `https://${domain} answers (200)`,
    "block height grows: 4, then 5",
    `trust base is served, sha256 ${sha256}`,
    "chain of generation v1, genesis abcd",
  ])
    expect(out).toContain(`✓ ${text}\n`);
  expect(out).toContain("RESULT: All checks passed");
  expect(out).toContain(`trust base  https://${domain}/.well-known/trust-base.json`);
  expect(out).toContain("http://unicity-aggregator-proxy:8080");
  // The door alone, when all the others are there.
  const [others = "", door = ""] = host.changes();
  expect(host.changes()).toEqual([expect.stringMatching(up), expect.stringMatching(up)]);
  expect(others).not.toContain("proxy");
  expect(door).toMatch(/ --no-deps aggregator-proxy$/);
});

test("keeps its settings for nobody else to read; the same start again hands Compose the same files", async () => {
  await using host = await createAggregatorHost();
  await host.start(tls);
  const first = settingsOf(host);
  for (const name of readdirSync(host.state)) expect(statSync(join(host.state, name)).mode & 0o77).toBe(0);
  expect(first[0]).toContain(`COMPOSE_FILE='${rendered}:${host.state}/aggregator.settings.yml'\n`);
  expect(first[0]).toContain(`SSL_DOMAIN='${domain}'\n`);
  expect(await host.start(tls)).toMatchObject({ code: 0, errors: "" });
  expect(settingsOf(host)).toEqual(first);
  expect(readdirSync(join(host.folder, "tmp"))).toEqual([]);
});

test("the door gets what the rendered file says where no flag says otherwise", async () => {
  await using host = await createAggregatorHost();
  const { settings } = (await host.start([...tls, "--dry-run", "--json"])).json();
  expect(String(settings).split("\n").slice(1)).toEqual([
    "services:",
    "  aggregator-proxy:",
    "    environment:",
    '      HAPROXY_API_PORT: "8404"',
    '      HAPROXY_HOST: "haproxy"',
    '      SSL_ADMIN_EMAIL: "ops@example.org"',
    `      SSL_DOMAIN: "${domain}"`,
    '      SSL_HTTPS_PORT: "443"',
    '      SSL_STAGING: "false"',
  ]);
});

test("publishes the door on loopback without TLS, leaves HAProxy's network, and asks inside the container", async () => {
  await using host = await createAggregatorHost();
  const { code, out, errors } = await host.start(["--no-ssl", "--local-port", "0"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain(`✓ trust base is served, sha256 ${sha256}`);
  const settings = settingsOf(host)[1];
  expect(settings).toContain(
    '    networks:\n      edge: !reset null\n    ports:\n      - "127.0.0.1::8080"\n',
  );
  expect(settings).toContain('SSL_DOMAIN: ""');
  expect(await host.start(["--status"])).toMatchObject({ code: 0 });
});

test("publishes 80 and the HTTPS port without HAProxy", async () => {
  await using host = await createAggregatorHost();
  const args = [...tls, "--no-haproxy", "--ssl-https-port", "8444", "--dry-run", "--json"];
  const { settings } = (await host.start(args)).json();
  expect(settings).toContain('    ports:\n      - "80:80"\n      - "8444:8444"');
});

test("mounts the key of HAProxy's API and the settings of another authority; the key is nowhere else", async () => {
  await using host = await createAggregatorHost();
  const acme = join(host.folder, "acme");
  mkdirSync(join(acme, "letsencrypt"), { recursive: true });
  writeFileSync(join(acme, "letsencrypt/cli.ini"), "server = https://acme.example.org/directory\n");
  const { code, errors } = await host.start(tls, { HAPROXY_API_KEY: "s3cret", ACME_SETTINGS: acme });
  const file = join(
    host.folder,
    ".local/state/unicity-host/unicity/secrets/unicity-aggregator-proxy-haproxy-api-key",
  );
  expect({ code, errors }).toEqual({
    code: 0,
    errors: expect.stringContaining(`--haproxy-api-key-file ${file}`),
  });
  const settings = settingsOf(host).join("\n");
  expect(settings).toContain('HAPROXY_API_KEY_FILE: "/run/secrets/haproxy-api-key"');
  expect(settings).toContain(
    `{type: bind, source: "${file}", target: "/run/secrets/haproxy-api-key", read_only: true}`,
  );
  expect(settings).toContain(
    `{type: bind, source: "${acme}", target: "/etc/acme-settings", read_only: true}`,
  );
  expect(settings).toContain('XDG_CONFIG_HOME: "/etc/acme-settings"');
  for (const text of [settings, ...host.calls()]) expect(text).not.toContain("s3cret");
});

test("hands keys over by their path, and looks at them before anything is changed", async () => {
  await using host = await createAggregatorHost();
  const root = join(host.folder, "root-keys.json");
  writeFileSync(root, '{"sigKey":"0x1234"}', { mode: 0o600 });
  const args = [...tls, "--root-keys-file", root];
  const missing = await host.start([...args, "--aggregator-keys-file", "/none"]);
  expect(missing).toMatchObject({ code: 3, errors: expect.stringContaining("no such file") });
  expect(host.changes()).toEqual([]);
  expect(await host.start(args)).toMatchObject({ code: 0, errors: "" });
  expect(settingsOf(host)[0]).toContain(`ROOT_KEYS_FILE='${root}'\n`);
  for (const text of [...settingsOf(host), ...host.calls()]) expect(text).not.toContain("0x1234");
});

test("puts the files of --override on top, in their order, with the variables that they ask for", async () => {
  await using host = await createAggregatorHost();
  const files = ["a.yml", "b.yml"].map((name) => join(host.folder, name));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
  for (const file of files) writeFileSync(file, "services:\n  mongo:\n    image: ${MONGO_IMAGE:?which}\n");
  const overrides = files.flatMap((file) => ["--override", file]);
  const { code } = await host.start([...tls, ...overrides], { MONGO_IMAGE: "mirror.example/mongo:7" });
  expect(code).toBe(0);
  expect(settingsOf(host)[0]).toContain(`aggregator.settings.yml:${files.join(":")}'\n`);
  expect(settingsOf(host)[0]).toContain("MONGO_IMAGE='mirror.example/mongo:7'\n");
});

test("prints the commands for later with the whole path, and with the project that is not the default", async () => {
  await using host = await createAggregatorHost();
  const { out } = await host.start(tls);
  for (const action of ["status", "logs", "stop"]) expect(out).toMatch(`${action}: `);
  expect(out).toContain(` ${script} --status\n`);
  await using other = await createAggregatorHost();
  const second = await other.start(["--no-ssl"], { PROJECT_NAME: "second" });
  expect(second.out).toContain(` PROJECT_NAME=second ${script} --stop\n`);
});

test("names everything after another PROJECT_NAME, for a second copy on one host", async () => {
  await using host = await createAggregatorHost();
  const plan = await host.start([...tls, "--dry-run", "--json"], { PROJECT_NAME: "second" });
  expect(plan.json()).toMatchObject({ project: "second-aggregator", networks: ["haproxy-net", "second"] });
  const settings = String(plan.json().settings);
  expect(settings).toContain("  mongo:\n    container_name: second-mongo\n    hostname: second-mongo\n");
  expect(settings).toContain(
    "volumes:\n  aggregator-proxy-letsencrypt:\n    name: second-aggregator-proxy-letsencrypt\n",
  );
  expect(settings.match(/second-mongo-data/g)).toHaveLength(1);
});

test("stays with the generation of the last start, and refuses another one while there is state", async () => {
  await using host = await createAggregatorHost(renderedV3);
  host.answers({ generation: "v3" });
  expect(await host.start([...tls, "--generation", "v3"])).toMatchObject({ code: 0 });
  const again = await host.start(tls);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("✓ chain of generation v3") });
  host.write("volumes/unicity-mongo-data", "");
  const before = host.changes().length;
  const { code, errors } = await host.start([...tls, "--generation", "v1"]);
  expect(errors).toMatch(/GENERATION_MISMATCH[\s\S]*volume unicity-mongo-data[\s\S]*--generation v3; or/);
  expect(errors).toMatch(resetCommands);
  expect(code).toBe(3);
  const check = await host.start([...tls, "--generation", "v1", "--check"]);
  expect(check.out).toContain(
    "✗ state is of generation v3 (volume unicity-mongo-data), and the file of v1:\n      --generation v3; or",
  );
  expect(check.out).toMatch(resetCommands);
  expect(check.out).toContain("registration API answers: healthy");
  expect(check.code).toBe(1);
  expect(host.changes()).toHaveLength(before);
});

test("works on a host that has nothing but the script, the library and the rendered files", async () => {
  await using host = await createAggregatorHost();
  const folder = join(host.folder, "copy/aggregator-stack");
  const copy = join(folder, "run-aggregator.sh");
  mkdirSync(join(folder, "v3"), { recursive: true });
  cpSync(script, copy);
  const run = (...args: string[]) => host.run([...tls, ...args, "--dry-run", "--json"], { script: copy });
  expect(await run()).toMatchObject({
    code: 3,
    errors: expect.stringContaining("Copy the folder service-runtime/run"),
  });
  cpSync(library, join(folder, "../service-runtime/run"), { recursive: true });
  const missing = await run();
  expect(missing).toMatchObject({ code: 3, errors: expect.stringContaining("COMPOSE_FILE_MISSING") });
  cpSync(rendered, join(folder, "aggregator.yml"));
  cpSync(renderedV3, join(folder, "v3/aggregator.yml"));
  expect((await run()).json()).toMatchObject({ generation: "v1", files: [join(folder, "aggregator.yml")] });
  expect((await run("--generation", "v3")).json()).toMatchObject({
    files: [join(folder, "v3/aggregator.yml")],
  });
  const none = await run("--generation", "v4");
  expect(none).toMatchObject({
    code: 3,
    errors: expect.stringContaining("no Compose file of generation v4"),
  });
});

test("takes the generation of the running chain, whoever started it", async () => {
  await using host = await createAggregatorHost(renderedV3);
  host.answers({ generation: "v3" });
  await host.start([...tls, "--generation", "v3"]);
  host.write("volumes/unicity-mongo-data", "");
  const anotherUser = { STATE_DIR: join(host.folder, "another") };
  const plan = await host.start([...tls, "--dry-run", "--json"], anotherUser);
  expect(plan.json()).toMatchObject({ generation: "v3" });
  const { code, errors } = await host.start([...tls, "--generation", "v1"], anotherUser);
  expect({ code, errors }).toEqual({ code: 3, errors: expect.stringContaining("GENERATION_MISMATCH") });
  const status = await host.start(["--status"], anotherUser);
  expect(status).toMatchObject({ code: 0, out: expect.stringContaining("✓ chain of generation v3") });
});

test("removes what Compose was about to put in the place of a container when it was killed", async () => {
  await using host = await createAggregatorHost();
  const attributes = { service: "mongo", project: "unicity-aggregator", state: "created" };
  host.container("0123456789ab_unicity-mongo", attributes);
  expect(await host.start(tls)).toMatchObject({ code: 0 });
  expect(host.containers()).not.toHaveProperty("0123456789ab_unicity-mongo");
});

test("shows the plan of a dry run, and changes nothing", async () => {
  await using host = await createAggregatorHost();
  const { code, out } = await host.start([...tls, "--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain(`Files:\n  ${rendered}\n`);
  expect(out).toContain(" up --detach --no-build --pull never --remove-orphans");
  const questions = /^(compose .*(version --short|config)|container inspect .*)$/;
  expect(host.calls().filter((call) => !questions.test(call))).toEqual([]);
  expect(readdirSync(dirname(host.engine))).not.toContain(".local");
});

test("names every flag of its own in its help, and none that a stack cannot have", async () => {
  await using host = await createAggregatorHost();
  const { code, out } = await host.start(["--help"]);
  expect(code).toBe(0);
  const flags = [...readFileSync(script, "utf8").matchAll(/\[(--[a-z-]+)\]=/g)].map(([, flag]) =>
    String(flag),
  );
  for (const flag of [...flags, "--generation", "--compose-file", "--override"])
    expect(out).toContain(`  ${flag} `);
  for (const flag of ["--image", "--container-name"]) expect(out).not.toContain(`  ${flag} `);
  expect(host.calls()).toEqual([]);
});

test("by its word it goes on with the last start's settings and override; the environment and flags win", async () => {
  await using host = await createAggregatorHost();
  const override = join(host.folder, "more.yml");
  writeFileSync(override, "services:\n  mongo:\n    labels:\n      note: mine\n");
  expect(await host.start([...tls, "--override", override, "--log-level", "debug"])).toMatchObject({
    code: 0,
  });
  const first = settingsOf(host);
  expect(first[0]).toContain(`:${override}'`);
  expect(await host.start(["--stop"])).toMatchObject({ code: 0 });
  expect(await host.start(["start"])).toMatchObject({ code: 0, errors: "" });
  expect(settingsOf(host)).toEqual(first);
  expect(host.containers()["unicity-mongo"]).toMatchObject({ state: "running" });
  expect((await host.start(["start", "--dry-run"])).out).toContain("AGGREGATOR_LOG_LEVEL='debug'");
  expect(await host.start(["start"], { AGGREGATOR_LOG_LEVEL: "warn" })).toMatchObject({ code: 0 });
  expect(settingsOf(host)[0]).toContain("AGGREGATOR_LOG_LEVEL='warn'\n");
  const forgotten = { FORGOTTEN_SETTINGS: "SSL_ADMIN_EMAIL SSL_NO_EMAIL" };
  expect(await host.start(["start", "--ssl-no-email"], forgotten)).toMatchObject({ code: 0 });
  expect(settingsOf(host)[0]).toContain("SSL_NO_EMAIL='true'\n");
  expect(settingsOf(host)[0]).not.toContain("SSL_ADMIN_EMAIL='ops");
});

test("pull fetches the images that are missing, also before the first start", async () => {
  await using host = await createAggregatorHost();
  host.write(`registry/${mongoImage.replaceAll("/", "_")}`, "");
  host.removeImage(mongoImage);
  expect(await host.start(["pull"])).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${services} services; all images are here`),
  });
  expect(host.calls().filter((call) => call.startsWith("pull "))).toEqual([`pull --quiet ${mongoImage}`]);
  expect(host.containers()).not.toHaveProperty("unicity-mongo");
});
