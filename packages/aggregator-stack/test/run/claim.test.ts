import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAggregatorHost, tls } from "./support/aggregator-host.ts";

const here = {
  boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
  namespace: String(statSync("/proc/self/ns/pid").ino),
  host: `${hostname()}/${existsSync("/etc/machine-id") ? readFileSync("/etc/machine-id", "utf8").slice(0, 8).trim() : ""}`,
  began: readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ")[19],
};

/** What another run left or holds: the claim of this process, which is alive, but for what is given. */
const identityOf = (claim: Partial<typeof here>) => {
  const { host, boot, namespace, began } = { ...here, ...claim };
  return `${host} ${boot} ${namespace} ${began}`;
};

test.for<[string, Partial<typeof here>, string | undefined]>([
  ["of another user", {}, `process ${process.pid} of `],
  ["whose process id has another process since", { began: "7" }, undefined],
  ["of before the host was started again", { boot: "0-0" }, undefined],
  ["of another host", { boot: "0-0", host: "db1/0123" }, "of the host db1, or of a container there"],
  ["of a container on this host", { namespace: "1", host: "c0ffee/" }, "of the host c0ffee"],
])("a claim %s", async ([, claim, refusal]) => {
  await using host = await createAggregatorHost();
  const name = `unicity-aggregator-proxy-start-${process.pid}-77`;
  const file = join(host.engine, "volumes", name);
  writeFileSync(file, `create --label compose-gen.run=${identityOf(claim)} ${name}\n`);
  const { code, errors } = await host.start(tls);
  if (refusal === undefined) {
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect(readdirSync(join(host.engine, "volumes"))).toEqual([]);
    return;
  }
  expect(code).toBe(3);
  expect(errors).toContain("START_IN_PROGRESS");
  expect(errors).toContain(refusal);
  expect(errors.includes(`docker volume rm ${name}`)).toBe(claim.host !== undefined);
  expect(host.changes()).toEqual([]);
  expect(readdirSync(join(host.engine, "volumes"))).toEqual([name]);
});

test("a claim without a label, of a process id that another process has, names its way out", async () => {
  await using host = await createAggregatorHost();
  const name = "unicity-aggregator-proxy-start-1";
  writeFileSync(join(host.engine, "volumes", name), `create ${name}\n`);
  for (const args of [tls, ["--stop"]]) {
    if (args !== tls) host.container("compose-mongo", { project: "unicity-aggregator", service: "mongo" });
    const { code, errors } = await host.start(args);
    expect(errors).toContain(`docker volume rm ${name}`);
    expect(code).toBe(3);
  }
});

test("a run tells others who it is, in a claim of its own", async () => {
  await using host = await createAggregatorHost();
  const goOn = host.holdUp();
  const first = host.start(tls, { HEALTH_TIMEOUT: "60" });
  await expect.poll(() => host.changes().length).toBe(1);
  const [name = ""] = readdirSync(join(host.engine, "volumes"));
  const holder = host.read("script");
  expect(name).toMatch(new RegExp(`^unicity-aggregator-proxy-start-${holder}-\\d+$`));
  const began = readFileSync(`/proc/${holder}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
  const label = `--label compose-gen.run=${identityOf({ began })} ${name}\n`;
  expect(host.read(`volumes/${name}`)).toContain(label);
  goOn();
  expect(await first).toMatchObject({ code: 0 });
});
