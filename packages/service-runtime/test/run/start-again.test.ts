import { expect, test } from "vitest";
import { addImage, createServingWorld, kept, passed, serving } from "./support/day-two.ts";
import { createWorld, sampleScript, withHaproxy } from "./support/world.ts";

test("a start by its word goes on with the settings of the last start; flags change those that they name", async () => {
  await using world = await createServingWorld();
  passed(await world.run(["--stop"]));
  expect(await world.run(["--status"])).toMatchObject({
    code: 2,
    out: expect.stringMatching(new RegExp(` is exited [^]*to start it again: ${sampleScript} start$`, "m")),
  });
  expect((await world.run([])).errors).toMatch(/or, as at the last start: \S+run-sample\.sh start$/m);
  passed(await world.run(["start"]));
  expect(serving(world)).toMatchObject({ tag: "1.2.3", state: "running", greeting: "hello" });
  passed(await world.run(["start", "--greeting", "good night"]));
  expect(serving(world)).toMatchObject({ greeting: "good night" });
  passed(await world.run(["start", "--recreate"]));
  expect(serving(world)).toMatchObject({ greeting: "good night" });
  expect(kept(world, "starts/unicity-sample")?.match(/^argument .*/gm)).toEqual([
    "argument --no-ssl",
    "argument --greeting",
    "argument good night",
  ]);
  passed(await world.run(["--no-ssl"]));
  expect(serving(world).greeting).toBeUndefined();
});

test("without a start before, the word needs flags as a start does, and takes them", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  const { code, errors } = await world.run(["start"]);
  expect({ code, errors }).toMatchObject({
    code: 3,
    errors: expect.stringContaining("Neither --domain nor"),
  });
  passed(await world.run(["start", "--no-ssl", "--greeting", "first"]));
  expect(serving(world)).toMatchObject({ greeting: "first" });
});

test("--check and --dry-run with the word look at what such a start would do", async () => {
  await using world = await createServingWorld();
  const { code, out } = await world.run(["start", "--dry-run"]);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("SAMPLE_GREETING=hello") });
  passed(await world.run(["start", "--check"]));
});

test("an image that was chosen stays; another one comes with the script", async () => {
  await using world = await createServingWorld();
  const env = { SAMPLE_IMAGE: "registry.example/sample:1.2.4" };
  passed(await world.run(["start"], { env }));
  expect(serving(world).tag).toBe("1.2.4");
  addImage(world, "1.2.5", { id: "sha256:five" });
  passed(await world.run(["start", "--image", "registry.example/sample:1.2.5"], { env }));
  expect(kept(world, "starts/unicity-sample")).toContain("image-chosen true\n");
  passed(await world.run(["start", "--greeting", "still"], { env }));
  expect(serving(world)).toMatchObject({ tag: "1.2.5", greeting: "still" });
  passed(await world.run(["upgrade", "--no-backup"], { env }));
  passed(await world.run(["start"], { env }));
  expect(serving(world)).toMatchObject({ tag: "1.2.4", greeting: "still" });
  passed(await world.run(["rollback"], { env }));
  passed(await world.run(["start", "--recreate"], { env }));
  expect(serving(world)).toMatchObject({ tag: "1.2.5" });
});

test("what another script decides is not taken from the last start, neither its flags nor its variables", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", "printf 200");
  const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
  const first = { SSL_TEST_MODE: "true", SAMPLE_LIMIT: "7" };
  passed(await world.run([...tls, "--ssl-staging", "--greeting", "hello"], { env: first }));
  const env = { FORGOTTEN_SETTINGS: "SSL_ADMIN_EMAIL SSL_STAGING SSL_TEST_MODE" };
  passed(await world.run(["start", ...tls.slice(0, 2), "--ssl-no-email"], { env }));
  const text = kept(world, "starts/unicity-sample");
  expect(text).toContain("argument --greeting\nargument hello\n");
  expect(text).toContain("environment SAMPLE_LIMIT=7\n");
  expect(text).not.toMatch(/staging|TEST_MODE|ops@/);
});

test("asks for a setting that was not kept, as it may be a secret", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  passed(await world.run(["--no-ssl"], { env: { SAMPLE_UPSTREAM_TOKEN: "canary-token" } }));
  expect(await world.run(["start"])).toMatchObject({
    code: 3,
    errors: expect.stringMatching(/SETTING_NOT_KEPT[\s\S]*SAMPLE_UPSTREAM_TOKEN/),
  });
});
