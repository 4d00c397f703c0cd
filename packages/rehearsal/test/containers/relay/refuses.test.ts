import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { NostrClient } from "./support/client.ts";
import { relayImage } from "./support/image.ts";
import { prepareRelay } from "./support/relay.ts";

/** Name of the volume with the database. */
const MOUNTED = '{{range .Mounts}}{{if eq .Destination "/var/lib/relay"}}{{.Name}}{{end}}{{end}}';

withEngine("wrong settings end the start with every reason at once", async () => {
  await using network = await startNetwork();
  await using relay = await prepareRelay(network.name);
  const refused = await relay.upUntilEnd({
    environment: { RELAY_PING_SECONDS: "45", RELAY_PUBKEY: "npub1x", RELAY_NAME: "two\nlines" },
  });
  expect(refused).toMatchObject({
    code: 3,
    log: expect.stringMatching(/TEXT_INVALID[\s\S]*FORM_INVALID[\s\S]*NUMBER_INVALID/),
  });
});

withEngine("a database folder that takes no files ends the start, and is left as it is", async () => {
  await using network = await startNetwork();
  await using relay = await prepareRelay(network.name);
  await relay.up();
  const volume = await docker(...["inspect", "--format", MOUNTED, await relay.container()]);
  const asRoot = async (command: string) =>
    docker(
      ...["run", "--rm", "--user", "0", "--volume", `${volume}:/v`, "--entrypoint", "sh"],
      ...[await relayImage(), "-c", command],
    );
  await docker("stop", await relay.container());
  await asRoot("chown -R 0:0 /v/db");
  const foreign = await relay.upUntilEnd();
  expect(foreign).toMatchObject({ code: 3, log: expect.stringMatching(/FOLDER_UNWRITABLE[\s\S]*0:0/) });
  expect(await asRoot("ls /v/db")).toContain("nostr.db");
  const readOnly = await relay.upUntilEnd({
    service: {
      volumes: [{ type: "volume", source: "relay-data", target: "/var/lib/relay", read_only: true }],
    },
  });
  expect(readOnly).toMatchObject({ code: 3, log: expect.stringContaining("FOLDER_UNWRITABLE") });
});

withEngine(
  "a volume that fills up is a warning from 80 %, a full one is unhealthy, and room makes it well again",
  async () => {
    await using network = await startNetwork();
    await using relay = await prepareRelay(network.name);
    const options = { type: "tmpfs", device: "tmpfs", o: "size=8m,uid=1001,gid=1001,mode=0700" };
    await relay.up({ override: { volumes: { "relay-data": { driver_opts: options } } } });
    expect(await relay.status()).toMatchObject({ health: "healthy", warnings: [] });
    await relay.run("sh", "-c", "head -c 6900000 /dev/zero >/var/lib/relay/filler");
    const filling = await relay.status();
    expect(filling).toMatchObject({ health: "degraded", failures: [] });
    expect(filling.warnings[0]).toMatch(/^volume: 8\d % of \/var\/lib\/relay is used/);

    await relay.run("sh", "-c", "head -c 9000000 /dev/zero >/var/lib/relay/filler2");
    expect(await relay.status()).toMatchObject({
      health: "unhealthy",
      failures: ["the service's own probe fails"],
    });
    using client = await NostrClient.open(`ws://${await relay.published(8080)}`);
    const { answer } = await client.publish("y".repeat(20_000));
    expect(answer.slice(2)).toEqual([false, expect.stringMatching(/^error: /)]);
    await relay.run("rm", "/var/lib/relay/filler", "/var/lib/relay/filler2");
    await eventually("it is well", async () => (await relay.status()).health === "healthy");
    const { id, answer: accepted } = await client.publish("again");
    expect(accepted).toEqual(["OK", id, true, ""]);
  },
);
