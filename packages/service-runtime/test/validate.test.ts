import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startRuntime } from "./support/runtime.ts";

const libraries = ["validate-text", "validate-files", "validate"];
const good = {
  SSL_DOMAIN: "relay-dev.example.org",
  SSL_ADMIN_EMAIL: "ops@example.org",
  HAPROXY_HOST: "haproxy",
};
/** The checks of the container's user and its ports have no place on a developer's machine. */
const script = "validate_root() { :; }; validate_environment";

async function codes(environment: Record<string, string>): Promise<string[]> {
  const { exitCode, stderr } = await startRuntime().bash(script, environment, libraries);
  const found = [...stderr.matchAll(/\[([A-Z_]+)\]/g)].map(([, code]) => code ?? "");
  expect(exitCode).toBe(found.length > 0 ? 3 : 0);
  return found;
}

test.for<[Record<string, string>, string[]]>([
  [{}, []],
  [{ SSL_DOMAIN: "Relay.example.org" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "relay" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "203.0.113.7" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "2001:db8::1" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "relay_dev.example.org" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "-relay.example.org" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: `${"a".repeat(64)}.example.org` }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN: "a.example.org; include /etc/passwd" }, ["DOMAIN_INVALID"]],
  [{ SSL_DOMAIN_ALIASES: "b.example.org,C.example.org" }, ["ALIAS_INVALID"]],
  [{ SSL_ADMIN_EMAIL: "" }, ["EMAIL_MISSING"]],
  [{ SSL_ADMIN_EMAIL: "ops" }, ["EMAIL_INVALID"]],
  [{ SSL_ADMIN_EMAIL: "", SSL_TEST_MODE: "true" }, []],
  [{ SSL_ADMIN_EMAIL: "", SSL_NO_EMAIL: "true" }, []],
  [{ SSL_ADMIN_EMAIL: "", SSL_NO_EMAIL: "yes" }, ["BOOLEAN_INVALID", "EMAIL_MISSING"]],
  [{ SSL_HTTPS_PORT: "65536" }, ["NUMBER_INVALID"]],
  [{ SSL_HTTPS_PORT: "0443" }, ["NUMBER_INVALID"]],
  [{ SSL_HTTPS_PORT: "8443" }, ["PORT_TAKEN"]],
  [{ APP_HTTP_PORT: "80" }, ["PORT_TAKEN"]],
  [{ APP_HTTP_PORT: "8404" }, ["PORT_TAKEN"]],
  [{ SSL_REQUIRED: "yes" }, ["BOOLEAN_INVALID"]],
  [{ HAPROXY_HOST: "http://haproxy" }, ["HAPROXY_HOST_INVALID"]],
  [{ ACCESS_LOG: "true" }, ["ACCESS_LOG_INVALID"]],
  [{ HAPROXY_TAKEOVER: "always" }, ["TAKEOVER_INVALID"]],
  [{ HAPROXY_TAKEOVER: "true" }, ["TAKEOVER_INVALID"]],
  [{ EXTRA_PORTS: "not json" }, ["EXTRA_PORTS_INVALID"]],
  [{ EXTRA_PORTS: "{}" }, ["EXTRA_PORTS_INVALID"]],
  [{ EXTRA_PORTS: '[{"listen":443,"target":9,"mode":"tcp"}]' }, ["EXTRA_PORTS_INVALID"]],
  [{ EXTRA_PORTS: '[{"listen":9,"target":9,"mode":"udp"}]' }, ["EXTRA_PORTS_INVALID"]],
  [
    { EXTRA_PORTS: '[{"listen":9,"target":9,"mode":"tcp"},{"listen":9,"target":9,"mode":"http"}]' },
    ["EXTRA_PORTS_INVALID"],
  ],
  [{ EXTRA_PORTS: '[{"listen":9000,"target":9,"mode":"tcp"}]' }, []],
  [{ HAPROXY_API_KEY: "two words" }, ["API_KEY_INVALID"]],
  [{ HAPROXY_API_KEY_FILE: "/nowhere/key" }, ["SECRET_MISSING"]],
  [{ SSL_DOMAIN: "", SSL_HTTPS_PORT: "x" }, []],
  [
    { SSL_DOMAIN: "a", SSL_ADMIN_EMAIL: "b", SSL_HTTPS_PORT: "c" },
    ["DOMAIN_INVALID", "EMAIL_INVALID", "NUMBER_INVALID"],
  ],
])("%j gives %j", async ([environment, expected]) => {
  expect(await codes({ ...good, ...environment })).toEqual(expected);
});

test("a domain's error has five parts", async () => {
  const { stderr } = await startRuntime().bash(
    script,
    { ...good, SSL_DOMAIN: "Relay.example.org" },
    libraries,
  );
  expect(stderr).toContain("write relay.example.org");
  expect(stderr).toContain("  where:    environment of the container: SSL_DOMAIN");
  expect(stderr).toContain("  evidence: SSL_DOMAIN=Relay.example.org");
  expect(stderr).toMatch(/ {2}next: +\S/);
});

test("an empty secret and a folder that is missing are named", async () => {
  const runtime = startRuntime();
  writeFileSync(join(runtime.folder, "empty"), "");
  writeFileSync(
    join(runtime.folder, "service.sh"),
    "SERVICE_SECRETS=(OWN_FILE)\nSERVICE_DIRECTORIES=(/nowhere/data)\nSERVICE_USER=$(id -u):$(id -g)\n",
  );
  const secret = await runtime.bash(script, { ...good, OWN_FILE: join(runtime.folder, "empty") }, libraries);
  expect(secret.stderr).toContain("[SECRET_EMPTY]");
  expect(secret.stderr).toContain("[FOLDER_MISSING]");
});

test("a folder that takes files leaves nothing in it", async () => {
  const runtime = startRuntime();
  const data = join(runtime.folder, "data");
  mkdirSync(data);
  writeFileSync(
    join(runtime.folder, "service.sh"),
    `SERVICE_DIRECTORIES=(${data})\nSERVICE_USER=$(id -u):$(id -g)\n`,
  );
  const { exitCode, stdout } = await runtime.bash(`${script}; ls -A ${data}`, good, libraries);
  expect(exitCode).toBe(0);
  expect(stdout).toBe("");
});

test.for([
  { HAPROXY_HOST: "http://ops:hidden@haproxy" },
  { SSL_DOMAIN: "https://Ops:hid/hidden@a.example.org" },
  { SSL_DOMAIN_ALIASES: "https://OPS:HIDDEN@a.example.org" },
])("a password in %j is not repeated", async (environment) => {
  const { exitCode, stderr } = await startRuntime().bash(script, { ...good, ...environment }, libraries);
  expect(exitCode).toBe(3);
  expect(stderr).toContain("://***@");
  expect(stderr).not.toMatch(/hidden/i);
});
