import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBundle, enough } from "./support/bundle.ts";

test("tells its flags without a question to the engine", async () => {
  await using bundle = await createBundle();
  const { code, out } = await bundle.deploy(["--help"]);
  expect(code).toBe(0);
  for (const flag of ["--domain-suffix NAME", "--ssl-staging", "--haproxy-api-key-file FILE", "--status"])
    expect(out).toContain(`  ${flag} `);
  expect(bundle.calls()).toEqual([]);
  expect(bundle.called()).toEqual({ looked: [], acted: [] });
});

const refused: [string, readonly string[], string][] = [
  ["no domain", ["--ssl-email", "ops@example.org"], "The domain of the relay is missing."],
  [
    "a domain for one only",
    ["--relay-domain", "relay.example.org"],
    "The domain of the aggregator is missing.",
  ],
  ["a suffix that is no domain", ["--domain-suffix", "localhost"], "localhost is not a domain"],
  [
    "one domain for two services",
    [...enough, "--faucet-domain", "relay.dev.example.org"],
    "relay and faucet have one domain: relay.dev.example.org",
  ],
  [
    "--no-haproxy",
    [...enough, "--no-haproxy"],
    "the ports 80 and 443 of this host can belong to one service only",
  ],
  ["--no-ssl", ["--no-ssl"], "run-relay.sh --no-ssl, then "],
  ["a key in the arguments", [...enough, "--haproxy-api-key", "secret"], "--haproxy-api-key-file FILE"],
  ["a flag of one service", [...enough, "--image", "x"], "--image is of one service."],
  ["a flag that does not exist", [...enough, "--ssl-stagin"], "did you mean --ssl-staging?"],
  ["a flag without its value", ["--ssl-email"], "--ssl-email needs a value."],
  ["a flag for a value", ["--ssl-email", "--check"], "--ssl-email needs a value, and --check is a flag."],
  ["two actions", ["--check", "--stop"], "--check and --stop do not go together."],
  ["--json with a start", [...enough, "--json"], "--json goes with --check, --status or --dry-run."],
  ["a word of one service", ["upgrade"], "run-relay.sh upgrade, then the same of run-aggregator.sh"],
  ["a word of stackctl", ["status"], "did you mean --status?"],
  ["a start by its word", ["up"], "a start has no word here"],
  ["no address, once for all three", enough.slice(0, 2), "add --ssl-email ADDRESS, or --ssl-no-email"],
  ["the same with --check", [...enough.slice(0, 2), "--check"], "add --ssl-email ADDRESS, or --ssl-no-email"],
];

test.for(refused)("refuses %s with 3, before anything is asked", async ([, args, text]) => {
  await using bundle = await createBundle();
  const { code, errors } = await bundle.deploy(args);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(bundle.called()).toEqual({ looked: [], acted: [] });
});

test.for([
  "SSL_DOMAIN",
  "SSL_DOMAIN_ALIASES",
  "DATA_VOLUME",
  "LETSENCRYPT_VOLUME",
  "EXTRA_PORTS",
  "SSL_MANAGER_RUN_LIB",
])("refuses %s of the environment, which is for one service", async (name) => {
  await using bundle = await createBundle();
  const { code, errors } = await bundle.deploy(enough, { [name]: "x" });
  expect(errors).toContain(`unset ${name}`);
  expect(code).toBe(3);
});

test.for([["help"], ["upgrade", "--help"]])("%j does not start anything", async (args) => {
  await using bundle = await createBundle();
  const { code, out } = await bundle.deploy(args);
  expect({ code, usage: out.startsWith("Usage: deploy-all.sh") }).toEqual(
    args[0] === "help" ? { code: 0, usage: true } : { code: 3, usage: false },
  );
  expect(bundle.called()).toEqual({ looked: [], acted: [] });
});

test("--check without flags says in its own words, once, which domain is not known", async () => {
  await using bundle = await createBundle();
  for (const service of ["relay", "aggregator", "faucet"] as const) {
    bundle.becomes(service, "check", "code", "3");
    bundle.becomes(service, "check", "json", '{"result":"error","error":{"code":"DOMAIN_MISSING"}}');
    bundle.becomes(service, "check", "errors", "add --domain NAME\n");
  }
  const { code, errors } = await bundle.deploy(["--check"]);
  expect(errors).toContain("The domain of the relay is missing, and it was never started here.");
  expect(errors).toContain("add --domain-suffix NAME --ssl-email ADDRESS");
  expect(errors).not.toContain("--domain NAME");
  expect(code).toBe(3);
});

test("ends with 2 when the engine does not answer", async () => {
  await using bundle = await createBundle();
  bundle.fail("version", "Cannot connect to the Docker daemon");
  const { code, errors } = await bundle.deploy(enough);
  expect(errors).toContain("ENGINE_UNREACHABLE");
  expect(code).toBe(2);
  expect(bundle.called()).toEqual({ looked: [], acted: [] });
});

test("works at the top of an unpacked bundle too, and names a part that is missing", async () => {
  await using bundle = await createBundle();
  const script = bundle.unpack(".");
  expect(await bundle.run(enough, { script })).toMatchObject({ code: 0 });
  expect(bundle.called().acted).toHaveLength(3);
  rmSync(join(bundle.folder, "faucet-image"), { recursive: true });
  expect(await bundle.run(enough, { script })).toMatchObject({
    code: 3,
    errors: expect.stringContaining("faucet-image/run-faucet.sh"),
  });
});
