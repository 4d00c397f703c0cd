import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { type Edge, entryOf, startEdge } from "./support/edge.ts";

const domain = "echo.example.org";
const environment = { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_HOST: "haproxy" };

/** A moment of the start: a condition in the container, and what makes the start stay there. */
interface Moment {
  condition?: string;
  /** The name leads to HAProxy; without it the reachability check fails. */
  reachable?: boolean;
  prepare?: (edge: Edge) => Promise<void>;
}

const moments: Record<string, Moment> = {
  "as soon as it was started": {},
  "while HAProxy's answer is awaited": {
    condition: "pgrep -x curl && grep -q acquiring /run/service-runtime/phase",
    prepare: ({ haproxy }) => haproxy.setFaults([{ kind: "slow", delayMs: 30_000, method: "POST" }]),
  },
  "while ssl-setup looks whether the domain leads here": {
    condition: "pgrep -f '^bash .*ssl-setup$' && pgrep -x sleep",
    reachable: false,
  },
  "while certbot runs": { condition: "pgrep -x certbot" },
  "while it serves": { condition: "grep -q 443 /run/service-runtime/registration/*.json" },
};

for (const [moment, { condition, reachable = true, prepare }] of Object.entries(moments)) {
  withEngine(`ends in order and leaves no registration when stopped ${moment}`, async () => {
    await using edge = await startEdge(reachable ? [domain] : [], { faults: true });
    await prepare?.(edge);
    await using echo = await startEcho({ network: edge.network, environment, args: edge.certbot });
    if (condition) await echo.untilTrue(condition);
    expect(await echo.stop()).toBe(0);
    expect(await entryOf(edge, domain)).toBeUndefined();
  });
}

withEngine(
  "waits before it asks the authority again, also after a restart, and can be stopped while it waits",
  async () => {
    await using edge = await startEdge([], { faults: true });
    await using echo = await startEcho({ network: edge.network, environment, args: edge.certbot });
    expect(await echo.ended()).toBe(10);
    expect(await entryOf(edge, domain)).toBeUndefined();
    await docker("start", echo.name);
    await echo.untilTrue("grep -q waiting /run/service-runtime/phase");
    expect(await echo.stop()).toBe(0);
  },
);

withEngine("is stopped within the grace period when HAProxy hangs", async () => {
  await using edge = await startEdge([domain], { faults: true });
  await using echo = await startEcho({ network: edge.network, environment, args: edge.certbot });
  await echo.untilTrue("grep -q 443 /run/service-runtime/registration/*.json");
  await docker("pause", edge.haproxy.container);
  try {
    expect(await echo.stop()).toBe(0);
  } finally {
    await docker("unpause", edge.haproxy.container);
  }
});

withEngine("leaves the entry of another container alone", async () => {
  await using edge = await startEdge([domain]);
  await using echo = await startEcho({ network: edge.network, environment, args: edge.certbot });
  await echo.untilTrue("grep -q 443 /run/service-runtime/registration/*.json");
  await echo.shell("s6-svc -d /run/service-runtime/services/heartbeat");
  await edge.haproxy.recreate({ loseVolume: true });
  await edge.haproxy.api("POST", "/v1/backends", { domain, container: "another" });
  expect(await echo.stop()).toBe(0);
  expect(await entryOf(edge, domain)).toMatchObject({ container: "another" });
});
