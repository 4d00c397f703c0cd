import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { prepareService } from "../support/compose-service.ts";
import { heightCall } from "./support/ask.ts";
import { startChain } from "./support/chain.ts";
import { proxyImage } from "./support/image.ts";

withEngine(
  "the Compose profile ui opens the aggregator's page and what it calls on loopback, and nothing else of it",
  async () => {
    await using stack = new AsyncDisposableStack();
    const network = stack.use(await startNetwork());
    const chain = stack.use(await startChain(network.name));
    const ui = stack.use(
      await prepareService({
        file: "aggregator.yml",
        service: "aggregator-ui",
        image: await proxyImage(),
        alone: true,
        variables: { COMPOSE_PROFILES: "ui", STACK_NETWORK: network.name, AGGREGATOR_UI_PORT: "0" },
      }),
    );
    await ui.up();
    const label = '{{index .Config.Labels "com.docker.compose.project"}}';
    const backend = `${await docker("inspect", "--format", label, await ui.container())}_backend`;
    await docker("network", "connect", "--alias", "aggregator", backend, chain.container);
    stack.defer(
      async () => void (await docker("network", "disconnect", "--force", backend, chain.container)),
    );

    const address = await ui.published(8080);
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    const ask = (path: string, init?: RequestInit) => fetch(`http://${address}${path}`, init);
    const page = await ask("/docs");
    expect(page.status, await ui.log()).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain("<title>Aggregator API</title>");
    const called = await ask("/", heightCall);
    expect(await called.json()).toMatchObject({ result: { blockNumber: expect.stringMatching(/^\d+$/) } });
    expect(called.headers.get("access-control-allow-origin")).toBeNull();
    for (const path of [
      "/metrics",
      "/health",
      "/docs/",
      "/api/v1/trustbases",
      "/.well-known/trust-base.json",
    ])
      expect((await ask(path)).status, path).toBe(404);
    expect((await ask("/api/v1/trustbases", { method: "PUT" })).status).toBe(404);
    const ports = await docker(
      "inspect",
      "--format",
      "{{json .NetworkSettings.Ports}}",
      await ui.container(),
    );
    const bound = Object.values(JSON.parse(ports) as Record<string, { HostIp: string }[] | null>);
    expect(bound.flatMap((bindings) => bindings ?? []).map(({ HostIp }) => HostIp)).toEqual(["127.0.0.1"]);
  },
);
