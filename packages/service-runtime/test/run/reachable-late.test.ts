import { expect, test } from "vitest";
import { createWorld, withHaproxy } from "./support/world.ts";

const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];

test("waits until HAProxy sends clients, as the registration comes after the service is ready", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("sleep", ":");
  // HTTPS answers the third try.
  world.program(
    "curl",
    'printf x >>"$FAKE_ENGINE/tries"; (($(wc -c <"$FAKE_ENGINE/tries") > 2)) && printf 200 || printf 000',
  );
  const { code, out } = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "30" } });
  expect(out).toContain("waiting: https://sample.example.org through HAProxy");
  expect(out).toContain("✓ https://sample.example.org answers (200)");
  expect(code).toBe(0);
});

test("waits until the registration is there, and no longer than REGISTRATION_TIMEOUT", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.api("/v1/backends/sample.example.org", 404, { error: "none", code: "NOT_FOUND" });
  world.next({ health: "healthy", days: "60" });
  world.program("curl", "printf 200");
  const registered = JSON.stringify({
    domain: "sample.example.org",
    container: "unicity-sample",
    http_port: 80,
    https_port: 443,
  });
  // The heartbeat registers while the script pauses.
  world.program(
    "sleep",
    `printf '200 %s\\n' '${registered}' >"$FAKE_ENGINE/api/_v1_backends_sample.example.org"`,
  );
  const late = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "30" } });
  expect(late.out).toContain("waiting: registration of sample.example.org at HAProxy");
  expect(late.code).toBe(0);
  world.api("/v1/backends/sample.example.org", 404, { error: "none", code: "NOT_FOUND" });
  const never = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "0" } });
  expect(never.code).toBe(1);
});
