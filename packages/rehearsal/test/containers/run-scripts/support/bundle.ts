import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type Canaries, findCanaries } from "../../../../../service-runtime/test/run/support/canaries.ts";
import { docker } from "../../../support/engine.ts";
import type { Host, Service } from "./host.ts";

/** Makes a support bundle of a service that runs well, and returns its files; none of them holds one of the secrets. */
export async function readBundle(host: Host, service: Service, container: string, secrets: Canaries) {
  const folder = join(host.folder, `bundle-${service}`);
  const { code, out } = await host.run(service, ["support-bundle", folder]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Support bundle: ${folder}`) });
  const key = await docker("exec", container, "sh", "-c", "cat /etc/letsencrypt/live/*/privkey.pem");
  expect(key).toContain("PRIVATE KEY");
  const lines = key.split("\n").filter((line) => !line.startsWith("-----"));
  expect(findCanaries(folder, { ...secrets, "key of the certificate": String(lines[1]) })).toEqual([]);
  const read = (name: string) => readFile(join(folder, name), "utf8");
  expect(JSON.parse(await read("status.json"))).toMatchObject({ action: "status", result: "ok" });
  expect(await read("host.txt")).toMatch(/^docker server: \d+\.\d+.* linux\//m);
  expect(await read("certificates.txt")).toMatch(/^notAfter=/m);
  expect(await read("volumes.txt")).toMatch(/-letsencrypt: \d+ KiB$/m);
  expect(await read(`containers/${container}.inspect.txt`)).toMatch(/^state: running, exit code 0, /m);
  expect(await read(`containers/${container}.health.txt`)).toMatch(/, exit code 0: /);
  expect(await read(`containers/${container}.log.txt`)).toMatch(/^20\d\d-\S+Z /m);
  return read;
}
