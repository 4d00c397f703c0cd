import { expect } from "vitest";
import { withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { NostrClient } from "../relay/support/client.ts";
import { servedSerial } from "../runtime/support/tls-client.ts";
import { KeptConnectionLoop } from "./support/kept-connection.ts";
import { NewConnectionsLoop } from "./support/new-connections.ts";
import { startRelayBehindHaproxy } from "./support/relay-behind-haproxy.ts";
import { Subscribers } from "./support/subscribers.ts";

const SOCKETS = 200;
const information = { accept: "application/nostr+json" };

/** What `ssl-renew` of the base runs, without the pauses. */
const renewal =
  'certbot renew --force-renewal --no-random-sleep-on-renew --webroot --webroot-path /var/www/acme-challenge --deploy-hook "touch /tmp/.ssl-renewal-restart"';

withEngine(
  "under load a renewed certificate is served without a failed request or a dropped WebSocket",
  async () => {
    await using relay = await startRelayBehindHaproxy();
    const { place, url, tls } = relay;
    const before = await servedSerial(place);
    using sockets = await Subscribers.open(SOCKETS, url, tls);
    await using kept = new KeptConnectionLoop(place, information);
    await using fresh = new NewConnectionsLoop(place, information);
    for (const loop of [kept, fresh]) loop.start();
    await eventually("both loops get answers", async () => kept.answered > 0 && fresh.answered > 0);
    expect([kept.serial, fresh.serial]).toEqual([before, before]);

    const { exitCode, stderr } = await relay.run("bash", "-c", renewal);
    expect(exitCode, stderr).toBe(0);
    const renewed = await relay.serialOnDisk();
    expect(renewed).not.toBe(before);
    const failed = () => kept.failures.length + fresh.failures.length > 0;
    const served = async () => failed() || (kept.serial === renewed && fresh.serial === renewed);
    await eventually("both loops see the new certificate", served);
    const answered = [kept.answered, fresh.answered] as const;
    const more = async () => kept.answered > answered[0] + 20 && fresh.answered > answered[1] + 20;
    await eventually("both go on", async () => failed() || more());
    await Promise.all([kept.stop(), fresh.stop()]);
    expect({ kept: kept.failures, fresh: fresh.failures, closed: sockets.closed }).toEqual({
      kept: [],
      fresh: [],
      closed: 0,
    });
    expect(await servedSerial(place)).toBe(renewed);

    using publisher = await NostrClient.open(url, tls);
    const { id, answer } = await publisher.publish("after the renewal");
    expect(answer).toEqual(["OK", id, true, ""]);
    expect(await sockets.read(id)).toEqual(Array(SOCKETS).fill("after the renewal"));
    expect(sockets.closed).toBe(0);
    expect(await relay.status()).toMatchObject({ health: "healthy", failures: [], warnings: [] });
  },
);
