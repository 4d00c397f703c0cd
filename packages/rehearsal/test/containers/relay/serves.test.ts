import { expect } from "vitest";
import { baseReference } from "../../support/below-ours.ts";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { NostrClient } from "./support/client.ts";
import { relayImage } from "./support/image.ts";
import { prepareRelay } from "./support/relay.ts";

/** The relay's process by its command line. */
const RELAY = "^nostr-rs-relay ";

withEngine(
  "the committed Compose file runs the image: what it acknowledged survives kill -9 of the relay, which comes back",
  async () => {
    await using network = await startNetwork();
    await using relay = await prepareRelay(network.name, "relay.yml", { RELAY_NAME: 'A "relay" \\ ünï' });
    await relay.up();
    const address = await relay.published(8080);
    const document = await fetch(`http://${address}/`, { headers: { accept: "application/nostr+json" } });
    expect(await document.json()).toMatchObject({ name: 'A "relay" \\ ünï', version: "0.9.0" });

    using client = await NostrClient.open(`ws://${address}`);
    const { id, answer } = await client.publish("before");
    expect(answer).toEqual(["OK", id, true, ""]);
    const pid = (await relay.run("pgrep", "-f", RELAY)).stdout;
    expect((await relay.run("kill", "-KILL", pid)).exitCode).toBe(0);
    using again = await eventually("the relay answers again", () => NostrClient.open(`ws://${address}`));
    expect((await relay.run("pgrep", "-f", RELAY)).stdout).not.toBe(pid);
    expect(await again.read(id)).toBe("before");

    const container = await relay.container();
    await docker("restart", container);
    using later = await eventually("it answers after a restart", async () =>
      NostrClient.open(`ws://${await relay.published(8080)}`),
    );
    expect(await later.read(id)).toBe("before");
    expect((await relay.run("id", "-u")).stdout).toBe("1001");
    expect(await docker("inspect", "--format", "{{.HostConfig.ReadonlyRootfs}}", container)).toBe("true");
  },
);

withEngine(
  "the image stays within 20 MB over its base without upstream's binary, and names what is in it",
  async () => {
    const image = await relayImage();
    const size = async (reference: string) =>
      Number(await docker("image", "inspect", "--format", "{{.Size}}", reference));
    const [binary, sqlite] = (
      await docker(
        ...["run", "--rm", "--entrypoint", "sh", image, "-c"],
        "stat -c %s /usr/local/bin/nostr-rs-relay; sqlite3 :memory: 'SELECT 1 + 1;'",
      )
    ).split("\n");
    expect(sqlite).toBe("2");
    const added = (await size(image)) - (await size(await baseReference())) - Number(binary);
    console.log(`relay image: ${(added / 1e6).toFixed(1)} MB over its base, without the relay's binary`);
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThanOrEqual(20e6);
    const { Labels, Entrypoint, Healthcheck } = JSON.parse(
      await docker("image", "inspect", "--format", "{{json .Config}}", image),
    );
    expect(Entrypoint).toEqual(["entrypoint.sh"]);
    expect(Healthcheck.Test).toEqual(["CMD", "service-healthcheck"]);
    expect(Labels["org.opencontainers.image.version"]).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Labels["network.unicity.relay.upstream"]).toMatch(/relay/);
  },
);
