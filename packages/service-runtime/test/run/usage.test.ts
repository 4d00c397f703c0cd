import { expect, test } from "vitest";
import { createWorld } from "./support/world.ts";

const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];

/** Arguments, and the words by which the error names what is wrong. */
const wrong: [string[], string][] = [
  [[], "Neither --domain nor --no-ssl"],
  [["--nonsense"], "Unknown option: --nonsense"],
  [["nonsense"], "Unknown command: nonsense"],
  [["--domain=sample.example.org"], "write --domain sample.example.org"],
  [["--domian", "sample.example.org"], "did you mean --domain?"],
  [["--greetings=hello"], "did you mean --greeting?"],
  [["--no-ssl", ...tls], "--domain and --no-ssl do not go together"],
  [[...tls, "--no-ssl"], "--domain and --no-ssl do not go together"],
  [["--domain"], "--domain needs a value"],
  [["--domain", ""], "--domain needs a value"],
  [["--domain", "--no-ssl"], "--domain needs a value, and --no-ssl is a flag"],
  [["--greeting"], "--greeting needs a value"],
  [["--domain", "sample.example.org"], "--ssl-email is missing"],
  [["--domain", "sample.example.org", "--ssl-email", "ops"], "is not an e-mail address"],
  [["--domain", "localhost", "--ssl-email", "ops@example.org"], "is a single label"],
  [["--domain", "*.example.org", "--ssl-email", "ops@example.org"], "is a wildcard"],
  [["--domain", "192.0.2.7", "--ssl-email", "ops@example.org"], "is an address"],
  [["--domain", "a_b.example.org", "--ssl-email", "ops@example.org"], "is not a domain name"],
  [["--domain", "-a.example.org", "--ssl-email", "ops@example.org"], "is not a domain name"],
  [["--domain", `${"a.".repeat(127)}org`, "--ssl-email", "ops@example.org"], "at most 253"],
  [[...tls, "--domain-aliases", "other.example.org,bad"], "bad is a single label"],
  [[...tls, "--ssl-https-port", "seven"], "is not a port: seven"],
  [[...tls, "--ssl-https-port", "65536"], "is not a port: 65536"],
  [[...tls, "--ssl-https-port", "80"], "--ssl-https-port cannot be 80"],
  [[...tls, "--ssl-https-port", "0"], "--ssl-https-port cannot be 0"],
  [[...tls, "--app-http-port", "80"], "--app-http-port cannot be 80"],
  [[...tls, "--app-http-port", "8404"], "--app-http-port cannot be 8404"],
  [[...tls, "--ssl-required", "maybe"], "--ssl-required is true or false"],
  [[...tls, "--container-name", "a/b"], "is not a container name"],
  [[...tls, "--container-name", "a".repeat(64)], "is not a container name"],
  [[...tls, "--image", "a b"], "is not an image reference"],
  [[...tls, "--haproxy-host", "a b"], "is not a host name"],
  [[...tls, "--extra-ports", "9000"], "not a JSON list"],
  [[...tls, "--extra-ports", '[{"listen":9000}]'], "is not one port"],
  [[...tls, "--extra-ports", '[{"listen":"9000","target":1,"mode":"tcp"}]'], "has no listen"],
  [[...tls, "--extra-ports", '[{"listen":99999,"target":1,"mode":"tcp"}]'], "99999 is not a port"],
  [[...tls, "--extra-ports", '[{"listen":443,"target":1,"mode":"tcp"}]'], "HAProxy needs the port 443"],
  [[...tls, "--extra-ports", '[{"listen":9000,"target":1,"mode":"udp"}]'], "is not one port"],
  [
    [
      ...tls,
      "--extra-ports",
      '[{"listen":9,"target":1,"mode":"tcp"}, {"mode":"http","listen":9,"target":2}]',
    ],
    "the port 9 twice",
  ],
  [["--no-ssl", "--local-port", "-1"], "is not a port: -1"],
  [["--status", "--stop"], "--status and --stop do not go together"],
  [["--no-ssl", "--json"], "--json goes with"],
];

test.for(wrong)("refuses %j with 3 and says: %s", async ([args, text]) => {
  await using world = await createWorld();
  const { code, errors } = await world.run(args);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(world.calls()).toEqual([]);
});

test("refuses settings that come by the environment as well", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(tls, { env: { HEALTH_TIMEOUT: "soon" } });
  expect({ code, errors }).toMatchObject({ code: 3, errors: expect.stringContaining("HEALTH_TIMEOUT") });
});

test("prints help with the service's own part and ends with 0, whatever else is given", async () => {
  await using world = await createWorld();
  const { code, out, errors } = await world.run(["--no-ssl", "--help", "--nonsense"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain("--haproxy-api-key-file FILE");
  expect(out).toContain("--greeting TEXT");
});

test("writes the error of a wrong use as JSON as well", async () => {
  await using world = await createWorld();
  const { code, json } = await world.run(["--check", "--json", "--domain", "localhost"]);
  expect(code).toBe(3);
  expect(json()).toMatchObject({ result: "error", exitCode: 3, error: { code: "USAGE" } });
});

test("writes no colours where the output is no terminal", async () => {
  await using world = await createWorld();
  const { out, errors } = await world.run(["--no-ssl"], { env: { TERM: "xterm" } });
  expect(out + errors).not.toContain("\u001b");
});

test.for([
  [["status"], "did you mean --status?"],
  [["up"], "did you mean start?"],
  [["doctor"], "did you mean --check?"],
  [["upgrad"], "did you mean upgrade?"],
  [["help", "nonsense"], "Unknown command: nonsense"],
] as [string[], string][])("points from the word in %j to ours: %s", async ([args, text]) => {
  await using world = await createWorld();
  const { code, errors } = await world.run(args);
  expect({ code, errors }).toMatchObject({ code: 3, errors: expect.stringContaining(text) });
});

test("every command tells its own flags and an example by --help, also where its operand is missing", async () => {
  await using world = await createWorld();
  const { out } = await world.run(["help"]);
  const commands = /Commands[^\n]*\n([\s\S]*?)\n\n/.exec(out)?.[1] ?? "";
  const words = [...commands.matchAll(/^ {2}([a-z-]+)/gm)].map(([, word = ""]) => word);
  expect(words).toEqual(
    expect.arrayContaining(["backup", "pull", "restore", "rollback", "start", "upgrade"]),
  );
  const told: string[] = [];
  for (const word of words) {
    const help = await world.run([word, "--help"]);
    expect(help).toMatchObject({ code: 0, errors: "" });
    expect(help.out).toContain(`Usage: run-sample.sh ${word}`);
    expect(help.out).toContain(`\nExamples:\n  run-sample.sh ${word}`);
    told.push(...[...help.out.matchAll(/^ {2}(--\S+) .*[a-z]{3}/gm)].map(([, flag = ""]) => flag));
  }
  expect(world.calls()).toEqual([]);
  const flags = [
    "--identity-file",
    "--no-backup",
    "--recipient",
    "--replace",
    "--to",
    "--with-certs",
    "--yes",
  ];
  expect([...new Set(told)].sort()).toEqual(flags);
  expect((await world.run(["help", "upgrade"])).out).toBe((await world.run(["upgrade", "--help"])).out);
});
