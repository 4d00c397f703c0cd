import { expect } from "vitest";
import { startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";

const email = { SSL_ADMIN_EMAIL: "ops@example.org" };

withEngine("says everything that is wrong with the environment at once, and ends with 3", async () => {
  await using echo = await startEcho({
    network: "none",
    environment: { SSL_DOMAIN: "Echo.Example.org", SSL_HTTPS_PORT: "443x", SSL_STAGING: "yes" },
  });
  expect(await echo.ended()).toBe(3);
  const log = await echo.log();
  for (const code of ["DOMAIN_INVALID", "EMAIL_MISSING", "NUMBER_INVALID", "BOOLEAN_INVALID"])
    expect(log).toContain(`[${code}]`);
  expect(log).toContain("write echo.example.org");
});

withEngine("names the volume that is read-only", async () => {
  await using echo = await startEcho({
    network: "none",
    environment: { SSL_DOMAIN: "echo.example.org", ...email },
    args: ["--volume", "/etc:/var/lib/echo:ro"],
  });
  expect(await echo.ended()).toBe(3);
  expect(await echo.log()).toMatch(/FOLDER_UNWRITABLE[\s\S]*\/var\/lib\/echo[\s\S]*Read-only/);
});

withEngine("names the full disk under the certificates", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({
    network: network.name,
    environment: { SSL_DOMAIN: "echo.example.org", ...email },
    args: ["--tmpfs", "/etc/letsencrypt:size=4k"],
  });
  expect(await echo.ended()).toBe(3);
  expect(await echo.log()).toMatch(/FOLDER_UNWRITABLE[\s\S]*\/etc\/letsencrypt[\s\S]*No space left/);
});

withEngine("refuses to certify without root, and says how to serve plainly", async () => {
  await using echo = await startEcho({
    network: "none",
    host: false,
    environment: { SSL_DOMAIN: "echo.example.org", ...email },
  });
  expect(await echo.ended()).toBe(3);
  expect(await echo.log()).toContain("[NEEDS_ROOT]");
});

withEngine("names what does not lead here when the domain is not this container's", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({
    network: network.name,
    environment: { SSL_DOMAIN: "echo.example.org", ...email },
  });
  expect(await echo.ended()).toBe(10);
  expect(await echo.log()).toMatch(/SSL_SETUP_10[\s\S]*does not lead to port 80/);
});
