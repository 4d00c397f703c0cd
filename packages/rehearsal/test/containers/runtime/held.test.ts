import { expect } from "vitest";
import { startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";

const domain = "echo.example.org";

withEngine("is unhealthy within the engine's limit while a signal holds one of its processes", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({
    network: network.name,
    aliases: [domain],
    environment: { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" },
  });
  await echo.untilServing();
  // As the engine runs it: what takes longer than 10 s says nothing.
  const health = () => echo.shell("timeout 9 service-healthcheck 2>&1 || echo code $?");
  expect(await health()).not.toContain("failure");
  const { processes = {} } = (await echo.status()) ?? {};
  const held = {
    "nginx and its workers": "$(pgrep -x nginx)",
    renewal: processes.renewal?.pid,
    "port 80": processes["port-80"]?.pid,
    "the supervisor": "$(pgrep -x s6-svscan)",
  };
  for (const [name, pids] of Object.entries(held)) {
    await echo.shell(`kill -STOP ${pids}`);
    expect(await health(), name).toMatch(/is stopped by a signal[\s\S]*code 1\s*$/);
    await echo.shell(`kill -CONT ${pids}`);
    await echo.until("well again", ({ failures }) => failures.length === 0);
  }
});
