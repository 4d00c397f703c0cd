import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CertificateOptions, makeCertificate } from "./support/certificates.ts";
import { type Runtime, startRuntime } from "./support/runtime.ts";

const domain = "a.example.org";
const production = { SSL_DOMAIN: domain };
const testMode = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };

async function start(options?: CertificateOptions): Promise<Runtime & { letsencrypt: string; live: string }> {
  const runtime = startRuntime();
  const letsencrypt = join(runtime.folder, "letsencrypt");
  if (options) await makeCertificate(letsencrypt, domain, options);
  return { ...runtime, letsencrypt, live: join(letsencrypt, "live", domain) };
}

function certbotRecord(letsencrypt: string, server: string): void {
  mkdirSync(join(letsencrypt, "renewal"), { recursive: true });
  writeFileSync(
    join(letsencrypt, "renewal", `${domain}.conf`),
    `version = 4.0.0\n[renewalparams]\nserver = ${server}\n`,
  );
}

async function problem(runtime: Runtime, environment: Record<string, string>): Promise<string> {
  return (await runtime.bash(`certificate_problem ${domain}`, environment)).stdout;
}

test.for<[string, CertificateOptions | undefined, string]>([
  ["no certificate", undefined, "missing"],
  ["one in date for the name", { issued: true }, ""],
  ["an expired one", { issued: true, from: -172_800, until: -60 }, "expired"],
  ["one that begins tomorrow", { issued: true, from: 86_400 }, "early"],
  ["one of another name", { issued: true, name: "b.example.org" }, "name"],
  ["a self-signed one in production", {}, "environment"],
])("%s is judged", async ([, options, expected]) => {
  expect(await problem(await start(options), production)).toBe(expected);
});

test("a self-signed certificate serves in test mode, one of an authority does not", async () => {
  expect(await problem(await start({}), testMode)).toBe("");
  expect(await problem(await start({ issued: true }), testMode)).toBe("environment");
});

test("certbot's record tells staging from production", async () => {
  const runtime = await start({ issued: true });
  certbotRecord(runtime.letsencrypt, "https://acme-staging-v02.api.letsencrypt.org/directory");
  expect(await problem(runtime, production)).toBe("environment");
  expect(await problem(runtime, { ...production, SSL_STAGING: "true" })).toBe("");
  certbotRecord(runtime.letsencrypt, "https://acme-v02.api.letsencrypt.org/directory");
  expect(await problem(runtime, production)).toBe("");
});

test("a key of another certificate and a damaged file are seen", async () => {
  const runtime = await start({ issued: true });
  writeFileSync(join(runtime.live, "fullchain.pem"), "no certificate\n");
  expect(await problem(runtime, production)).toBe("damaged");
  const other = await start({ issued: true });
  await other.bash(`openssl genpkey -algorithm ed25519 -out ${other.live}/privkey.pem`);
  expect(await problem(other, production)).toBe("mismatch");
});

test("a certificate is set aside when its authority is not wanted, and comes back when it is", async () => {
  const runtime = await start({});
  const serial = `serial_of ${runtime.live}/fullchain.pem`;
  const { stdout: before } = await runtime.bash(serial);
  await runtime.bash("settle_lineages", production);
  expect((await runtime.bash(`ls ${runtime.live}`)).exitCode).not.toBe(0);
  expect((await runtime.bash("settle_lineages", testMode)).stdout).toContain("brought back");
  expect((await runtime.bash(serial)).stdout).toBe(before);
  expect(await problem(runtime, testMode)).toBe("");
});

test("what cannot serve is set aside, with nothing lost, and an expired one stays for certbot", async () => {
  const broken = await start({ issued: true });
  rmSync(join(broken.live, "privkey.pem"));
  await broken.bash("settle_lineages", production);
  const { stdout } = await broken.bash(
    `cd ${broken.letsencrypt}/service-runtime/aside && ls */${domain}/live/${domain}`,
  );
  expect(stdout).toContain("fullchain.pem");
  const expired = await start({ issued: true, from: -172_800, until: -60 });
  certbotRecord(expired.letsencrypt, "https://acme-v02.api.letsencrypt.org/directory");
  await expired.bash("settle_lineages", production);
  expect(await problem(expired, production)).toBe("expired");
});

test("a bad pair never replaces the copies that nginx has", async () => {
  const runtime = await start({ issued: true });
  const serial = `serial_of "$(tls_certificate ${domain})"`;
  const environment = { ...production, NGINX_USER: "0:0" };
  const { stdout: before } = await runtime.bash(`copy_pair ${domain}; ${serial}`, environment);
  expect(before).toMatch(/^[0-9A-F]+$/);
  writeFileSync(join(runtime.live, "privkey.pem"), "damaged");
  const after = await runtime.bash(`copy_pair ${domain} || true; ${serial}`, environment);
  expect(after.stdout.split("\n")).toEqual(["mismatch", before]);
});
