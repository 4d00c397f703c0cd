import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, withEngine } from "../../support/engine.ts";
import { pause } from "../../support/pause.ts";
import { startEcho } from "./support/echo-service.ts";
import { type Edge, entryOf, startEdge } from "./support/edge.ts";

const domain = "echo.example.org";
/** The name of nothing. */
const elsewhere = "elsewhere.example.org";
const environment = { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_HOST: "haproxy" };

let edge: Edge;
beforeAll(async () => {
  if (hasEngine || process.env.CI === "true") edge = await startEdge([domain], { faults: true });
});
afterAll(() => edge?.[Symbol.asyncDispose]());

/** Its name leads to HAProxy, unless another one is given. */
const start = (name = domain) =>
  startEcho({ network: edge.network, environment: { ...environment, SSL_DOMAIN: name }, args: edge.certbot });

/** A moment of the start: a condition in the container, and what makes the start stay there. */
interface Moment {
  condition?: string;
  /** What HAProxy's API does wrong. */
  faults?: Parameters<Edge["haproxy"]["setFaults"]>[0];
  /** Its name, when that is another one. */
  name?: string;
}

const moments: Record<string, Moment> = {
  "as soon as it was started": {},
  "while HAProxy's answer is awaited": {
    condition: "pgrep -x curl && grep -q acquiring /run/service-runtime/phase",
    faults: [{ kind: "slow", delayMs: 30_000, method: "POST" }],
  },
  "while ssl-setup looks whether the domain leads here": {
    condition: "pgrep -f '^bash .*ssl-setup$' && pgrep -x sleep",
    name: elsewhere,
  },
  "while certbot runs": { condition: "pgrep -x certbot" },
  "while it serves": { condition: "grep -q 443 /run/service-runtime/registration/*.json" },
};

for (const [moment, { condition, faults = [], name = domain }] of Object.entries(moments)) {
  withEngine(`ends in order and leaves no registration when stopped ${moment}`, async () => {
    await edge.haproxy.setFaults(faults);
    await using echo = await start(name);
    if (condition) await echo.untilTrue(condition);
    expect(await echo.stop()).toBe(0);
    expect(await entryOf(edge, name)).toBeUndefined();
  });
}

withEngine(
  "waits before it asks the authority again, also after a restart, and can be stopped while it waits",
  async () => {
    await using echo = await start(elsewhere);
    expect(await echo.ended()).toBe(10);
    expect(await entryOf(edge, elsewhere)).toBeUndefined();
    await docker("start", echo.name);
    await echo.untilTrue("grep -q waiting /run/service-runtime/phase");
    expect(await echo.stop()).toBe(0);
  },
);

withEngine("is stopped within the grace period when HAProxy hangs", async () => {
  await using echo = await start();
  await echo.untilTrue("grep -q 443 /run/service-runtime/registration/*.json");
  await pause(edge.haproxy.container);
  try {
    expect(await echo.stop()).toBe(0);
  } finally {
    await docker("unpause", edge.haproxy.container);
    // It could not be told: the next one of this name would find the domain taken.
    await edge.haproxy.api("DELETE", `/v1/backends/${domain}`);
  }
});

withEngine("leaves the entry of another container alone", async () => {
  await using echo = await start();
  await echo.untilTrue("grep -q 443 /run/service-runtime/registration/*.json");
  await echo.shell("s6-svc -d /run/service-runtime/services/heartbeat");
  await edge.haproxy.recreate({ loseVolume: true });
  await edge.haproxy.api("POST", "/v1/backends", { domain, container: "another" });
  expect(await echo.stop()).toBe(0);
  expect(await entryOf(edge, domain)).toMatchObject({ container: "another" });
});
