import fc from "fast-check";
import { expect, test } from "vitest";
import { createWorld, type World } from "./support/world.ts";

const start = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
const plan = [...start, "--dry-run", "--json"];

/** A value that each variable may have; all of them show in the plan. */
const valid = {
  DATA_VOLUME: "sample-data",
  LETSENCRYPT_VOLUME: "sample-certificates",
  APP_NET: "sample-net",
  HAPROXY_NET: "proxy-net",
  HAPROXY_HOST: "proxy",
  HAPROXY_TAKEOVER: "dead",
  HAPROXY_API_PORT: "8404",
  STOP_TIMEOUT: "30",
  SSL_CERT_RENEW_DAYS: "30",
  SSL_DOMAIN_ALIASES: "two.example.org",
  SSL_HTTPS_PORT: "443",
  SSL_REQUIRED: "true",
  SSL_TEST_MODE: "false",
  SSL_SKIP_VERIFY: "false",
  APP_HTTP_PORT: "9000",
  EXTRA_PORTS: '[{"listen":9000,"target":9000,"mode":"tcp"}]',
  SAMPLE_IMAGE: "registry.example/sample:1.2.3",
  SAMPLE_SECRET: "generate",
  SECRETS_DIR: "/secrets",
  STATE_DIR: "/state",
  PROJECT_NAME: "unicity",
  SERVICE_NAME: "sample",
  STACK_NAME: "sample",
  SERVICE_USER: "0:0",
  DATA_CLASS: "state",
};

interface Plan {
  readonly arguments: string[];
  readonly environment: string[];
}

/** Which flags, which fields of mounts and which variables there are, whatever their values. */
const shape = (it: Plan) => [
  ...it.arguments.filter((entry) => entry.startsWith("-")),
  ...it.arguments
    .filter((_, index) => it.arguments[index - 1] === "--mount")
    .map((entry) =>
      entry
        .split(",")
        .map((field) => field.split("=")[0])
        .join(),
    ),
  ...it.environment.map((entry) => entry.split("=")[0]),
  `${it.arguments.length} arguments`,
];

const planOf = async (world: World, env: Readonly<Record<string, string>>) => {
  const { code, json } = await world.run(plan, { env: { ...valid, ...env } });
  return { code, shape: code === 0 ? shape(json() as unknown as Plan) : [] };
};

const attacks = [
  "\n--privileged",
  "\nFOO=1",
  " --privileged",
  ",target=/etc,readonly=false",
  '"',
  "\r",
  "\t-v",
  "\u0001",
];
const hostile = fc.tuple(
  fc.constantFrom(...(Object.keys(valid) as (keyof typeof valid)[])),
  fc.constantFrom("value", "end", "start"),
  fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: "binary", minLength: 1, maxLength: 8 })),
);

test("no value of a variable adds an argument, a field of a mount or a variable", async () => {
  await using world = await createWorld();
  const intended = await planOf(world, {});
  expect(intended.code).toBe(0);
  const property = fc.asyncProperty(hostile, async ([name, where, text]) => {
    fc.pre(!text.includes("\0") && text.isWellFormed());
    const value = { value: text, end: valid[name] + text, start: text + valid[name] }[where] ?? text;
    const { code, shape } = await planOf(world, { [name]: value });
    if (code !== 3) expect(shape.filter((entry) => !intended.shape.includes(entry))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 40 });
});

test.for([
  ["DATA_VOLUME", "v\n--privileged"],
  ["DATA_VOLUME", "v,target=/etc,readonly=false"],
  ["SSL_CERT_RENEW_DAYS", "1\nHAPROXY_HOST=evil"],
  ["HAPROXY_TAKEOVER", "dead\nFOO=1"],
  ["STOP_TIMEOUT", "0 --privileged"],
  ["STOP_TIMEOUT", "a[$(touch /tmp/x)]"],
  ["APP_NET", "x y"],
  ["SECRETS_DIR", "/a,b"],
  ["SAMPLE_MNEMONIC_FILE", "/a\nb"],
] as const)("refuses %s with %j before anything is changed", async ([name, value]) => {
  await using world = await createWorld();
  const { code } = await world.run(start, { env: { SAMPLE_SECRET: "generate", [name]: value } });
  expect(code).toBe(3);
  expect(world.calls()).toEqual([]);
});

test("refuses a value that is not UTF-8 instead of dropping it", async () => {
  await using world = await createWorld();
  world.program(
    "broken",
    `export SAMPLE_GREETING=$'caf\\xe9'; exec "${import.meta.dirname}/fixtures/run-sample.sh" "$@"`,
  );
  const { code, errors } = await world.run(["--no-ssl"], { script: `${world.folder}/bin/broken` });
  expect(errors).toContain("SAMPLE_GREETING is not UTF-8");
  expect(code).toBe(3);
  expect(world.containers()).toEqual({});
});
