import { execa } from "execa";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, uniqueName, withEngine } from "../../support/engine.ts";
import { relayImage } from "../relay/support/image.ts";
import { entryOf } from "../runtime/support/edge.ts";
import { getOverTls } from "../runtime/support/tls-client.ts";
import { type Host, startHost } from "./support/host.ts";
import { watch } from "./support/watch.ts";

const domain = "relay-dev.example.org";
const repository = uniqueName("relay");
const versions = {
  "0.6.0": "",
  "0.6.1": "",
  old: "LABEL network.unicity.data-version=0",
  sick: 'ENTRYPOINT ["false"]',
};

let host: Host;
beforeAll(async () => {
  if (!hasEngine && !process.env.CI) return;
  host = await startHost([domain]);
  for (const [version, line] of Object.entries(versions)) {
    const input = `FROM ${await relayImage()}\nLABEL org.opencontainers.image.version=${version}\n${line}\n`;
    await execa("docker", ["build", "--quiet", "--tag", `${repository}:${version}`, "-"], { input });
  }
});
afterAll(async () => {
  await host?.[Symbol.asyncDispose]();
  if (host)
    await docker("rmi", "--force", ...Object.keys(versions).map((version) => `${repository}:${version}`));
});

const inspect = async () => JSON.parse(await docker("container", "inspect", host.containerOf("relay")))[0];
const volumes = () => docker("volume", "ls", "--quiet", "--filter", `name=${host.project}`);

withEngine(
  "a relay behind HAProxy is upgraded, goes back by itself and on demand, and is uninstalled, without its flags again",
  async () => {
    const tls = ["--domain", domain, "--ssl-email", "ops@example.org", "--relay-name", "Kept relay"];
    const started = await host.run("relay", [...tls, "--image", `${repository}:0.6.0`]);
    expect({ code: started.code, errors: started.errors }).toEqual({ code: 0, errors: "" });
    const first = await inspect();
    const place = { address: host.edge.haproxy.address, domain, ca: await host.edge.pebble.rootPem() };

    const refused = await host.run("relay", ["upgrade", "--to", "old"]);
    expect(refused).toMatchObject({ code: 3, errors: expect.stringContaining("DATA_TOO_NEW") });
    expect((await inspect()).Id).toBe(first.Id);

    const sick = await host.run("relay", ["upgrade", "--to", "sick", "--no-backup"], {
      HEALTH_TIMEOUT: "20",
    });
    expect(sick.errors).toContain("The old container runs again");
    expect(sick.code).not.toBe(0);
    expect(await inspect()).toMatchObject({ Id: first.Id, State: { Running: true } });

    await expect
      .poll(() =>
        getOverTls(place)
          .then(({ status }) => status)
          .catch(() => 0),
      )
      .toBe(200);
    const watched = watch(place, "/");
    const upgraded = await host.run("relay", ["upgrade", "--to", "0.6.1", "--no-backup"]);
    console.info(`HTTPS without an answer during the upgrade: ${Math.round(await watched.stop())} ms`);
    expect(upgraded).toMatchObject({ code: 0, out: expect.stringContaining("(NIP-11): Kept relay") });
    expect((await inspect()).Config.Labels).toMatchObject({ "org.opencontainers.image.version": "0.6.1" });

    const back = await host.run("relay", ["rollback"]);
    expect(back).toMatchObject({ code: 0, out: expect.stringContaining("(NIP-11): Kept relay") });
    expect(await inspect()).toMatchObject({ Image: first.Image });
    expect(await entryOf(host.edge, domain)).toMatchObject({
      container: host.containerOf("relay"),
      https_port: 443,
    });

    const before = await volumes();
    const gone = await host.run("relay", ["uninstall", "--yes"]);
    expect(gone).toMatchObject({ code: 0, out: expect.stringContaining("To delete what is kept as well") });
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${host.containerOf("relay")}`)).toBe("");
    expect(await volumes()).toBe(before);
    expect(await entryOf(host.edge, domain)).toBeUndefined();
  },
);
