import { readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, withEngine } from "../../support/engine.ts";
import { faucetImage } from "../faucet/support/image.ts";
import { relayImage } from "../relay/support/image.ts";
import { entryOf } from "../runtime/support/edge.ts";
import { getOverTls } from "../runtime/support/tls-client.ts";
import { readBundle } from "./support/bundle.ts";
import { type Host, startHost } from "./support/host.ts";

const domains = { relay: "relay-dev.example.org", faucet: "faucet-dev.example.org" };
type Service = keyof typeof domains;
const tls = ["--domain", domains.relay, "--ssl-email", "ops@example.org"];
const upstream = resolve(
  import.meta.dirname,
  "../../../../service-runtime/test/run/fixtures/upstream-run-lib.sh",
);

let host: Host;
beforeAll(async () => {
  if (hasEngine || process.env.CI) host = await startHost(Object.values(domains));
});
afterAll(() => host?.[Symbol.asyncDispose]());

const idOf = (service: Service) => docker("inspect", "--format", "{{.Id}}", host.containerOf(service));
const certificateOf = (service: Service) =>
  docker("exec", host.containerOf(service), "cat", `/etc/letsencrypt/live/${domains[service]}/cert.pem`);
const place = async (service: Service) => ({
  address: host.edge.haproxy.address,
  domain: domains[service],
  ca: await host.edge.pebble.rootPem(),
});

withEngine(
  "run-relay.sh brings the relay behind HAProxy with a certificate, and ends with all checks passed",
  async () => {
    const image = ["--image", await relayImage()];
    const { code, out, errors } = await host.run("relay", [...tls, ...image]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(out).toContain("RESULT: All checks passed");
    expect(out).toContain("✓ relay opens a WebSocket");
    expect(out).toContain(`relay     wss://${domains.relay}`);
    expect(await entryOf(host.edge, domains.relay)).toMatchObject({
      container: host.containerOf("relay"),
      https_port: 443,
    });
    expect(await host.run("relay", ["--status", ...image])).toMatchObject({ code: 0 });
  },
);

withEngine(
  "a second run replaces the container with the certificate kept; --stop leaves no registration",
  async () => {
    const image = ["--image", await relayImage()];
    const [container, certificate] = [await idOf("relay"), await certificateOf("relay")];
    const { code, out } = await host.run("relay", [...tls, ...image, "--relay-name", "Second relay"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("(NIP-11): Second relay") });
    expect(await idOf("relay")).not.toBe(container);
    expect(await certificateOf("relay")).toBe(certificate);
    expect(await host.run("relay", ["--stop"])).toMatchObject({ code: 0 });
    expect(await entryOf(host.edge, domains.relay)).toBeUndefined();
    expect(await host.run("relay", ["--status"])).toMatchObject({ code: 2 });
  },
);

withEngine(
  "run-relay.sh works with ssl-manager's own library, which does not wait for a certificate",
  async () => {
    await docker("rm", "--force", host.containerOf("relay"));
    await docker("volume", "rm", `${host.containerOf("relay")}-letsencrypt`);
    const image = ["--image", await relayImage()];
    const library = { SSL_MANAGER_RUN_LIB: upstream };
    const { code, out } = await host.run("relay", [...tls, ...image], library);
    expect(code).toBe(0);
    expect(out).toContain("RESULT: 0 check(s) failed, 0 warning(s)");
    expect(await entryOf(host.edge, domains.relay)).toMatchObject({ container: host.containerOf("relay") });
  },
);

withEngine(
  "run-faucet.sh makes the faucet's identity, finds the relay of this host, and ends with all checks passed",
  async () => {
    expect(
      await host.run("relay", ["--no-ssl", "--local-port", "0", "--image", await relayImage()]),
    ).toMatchObject({
      code: 0,
      out: expect.stringMatching(/relay {5}ws:\/\/127\.0\.0\.1:\d+\n/),
    });
    const image = await faucetImage();
    const serve = ["aggregator", "--host", "0.0.0.0", "--port", "3000", "--data-dir", "/tmp/aggregator"];
    await host.start("aggregator", "--user", "1001", "--entrypoint", "unicity-devnet", image, ...serve);
    const aggregator = "http://aggregator:3000";
    const args = [
      // Without an address: certbot makes an account that has none.
      ...["--domain", domains.faucet, "--ssl-no-email", "--image", image, "--aggregator-url", aggregator],
      ...["--trustbase-url", `${aggregator}/.well-known/trust-base.json`],
    ];
    const { code, out, errors } = await host.run("faucet", args);
    const secret = join(host.folder, `.local/state/unicity-host/${host.project}/secrets/faucet-mnemonic`);
    expect({ code, errors }).toEqual({ code: 0, errors: `Generated secret faucet-mnemonic: ${secret}` });
    expect(out).toContain("RESULT: All checks passed");
    expect(out).toContain("✓ faucet can mint and deliver");
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
    const phrase = (await readFile(secret, "utf8")).trim();
    expect(phrase.split(" ")).toHaveLength(12);
    const { text } = await getOverTls(await place("faucet"), "/.well-known/faucet.json");
    expect(JSON.parse(text)).toMatchObject({ status: "running", domain: domains.faucet });
    const shown = await docker("inspect", host.containerOf("faucet"));
    for (const seen of [shown, out, await docker("logs", host.containerOf("faucet"))])
      expect(seen).not.toContain(phrase);

    const read = await readBundle(host, "faucet", host.containerOf("faucet"), { mnemonic: phrase });
    expect(await read(`containers/${host.containerOf("faucet")}.inspect.txt`)).toContain(
      "FAUCET_MNEMONIC_FILE=/run/secrets/faucet-mnemonic\n",
    );

    const wrong = join(host.folder, "wrong-mnemonic");
    await writeFile(wrong, "test ".repeat(12), { mode: 0o600 });
    const running = await idOf("faucet");
    expect(await host.run("faucet", [...args, "--mnemonic-file", wrong])).toMatchObject({
      code: 3,
      errors: expect.stringContaining("the checksum does not fit"),
    });
    await writeFile(wrong, `${"test ".repeat(11)}junk`);
    for (const action of [[], ["--check"]])
      expect(await host.run("faucet", [...args, "--mnemonic-file", wrong, ...action])).toMatchObject({
        code: 3,
        errors: expect.stringMatching(/IDENTITY_MISMATCH[\s\S]*stored chain pubkey 0[23]/),
      });
    const down = await host.run("faucet", [...args, "--trustbase-url", `${aggregator}/none`]);
    expect(down).toMatchObject({
      code: 2,
      errors: expect.stringContaining(`${aggregator}/none: answers 404, but no JSON (--trustbase-url)`),
    });
    expect(await idOf("faucet")).toBe(running);
    expect(await host.run("faucet", ["--status", "--image", image])).toMatchObject({ code: 0 });
    expect(await host.run("faucet", ["--stop"])).toMatchObject({ code: 0 });
    expect(await entryOf(host.edge, domains.faucet)).toBeUndefined();
  },
);
