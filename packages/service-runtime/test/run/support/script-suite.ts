import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import {
  createServiceWorld,
  imageOf,
  type Service,
  scriptOf,
  tlsOf,
  upstreamLibrary,
} from "./service-script.ts";

const library = resolve(import.meta.dirname, "../../../run");

/** What both run scripts have in common. @param enough arguments with which a start needs nothing else of this host */
export function testRunScript(service: Service, enough: readonly string[]): void {
  const tls = [...tlsOf(service), ...enough];
  const image = imageOf(service);

  test("takes the image of this version from our registry, or from another, or another image", async () => {
    await using world = await createServiceWorld(service);
    const planned = async (args: string[], env = {}) =>
      (await world.start([...tls, ...args, "--dry-run", "--json"], env)).json().image;
    expect(await planned([])).toBe(image);
    const registry = { IMAGE_REGISTRY: "mirror.example/unicity" };
    expect(await planned([], registry)).toBe(
      image.replace("ghcr.io/unicity-sphere", "mirror.example/unicity"),
    );
    expect(await planned(["--image", "own:1"], registry)).toBe("own:1");
  });

  test("says how to get an image that is missing, and changes nothing", async () => {
    await using world = await createServiceWorld(service);
    const { code, errors } = await world.start([...tls, "--image", "registry.example/none:1"]);
    expect(errors).toMatch(
      /docker pull registry\.example\/none:1, or build it in a checkout: npx pnpm build:images /,
    );
    expect(code).toBe(1);
    expect(Object.keys(world.containers())).toEqual(["haproxy"]);
  });

  test("has the ranges of the image", () => {
    const image = readFileSync(join(dirname(scriptOf(service)), "image/service.sh"), "utf8");
    const limits = [...image.matchAll(/^ *check_number (.+)$/gm)].map(([, limit]) => limit);
    const list = readFileSync(scriptOf(service), "utf8").match(/^ranges=\(([^)]+)\)/m)?.[1] ?? "";
    expect(limits.length).toBeGreaterThan(2);
    expect([...list.matchAll(/"([^"]+)"/g)].map(([, range]) => range)).toEqual(limits);
  });

  test("refuses to publish port 80 when another container has it, and names that one", async () => {
    await using world = await createServiceWorld(service);
    world.container("web", { ports: "80", service: "" });
    const { code, out, errors } = await world.start([...tls, "--no-haproxy"]);
    expect(out).toContain("✗ port 80 is taken by the container web");
    expect(errors).toContain("PORT_TAKEN");
    expect(code).toBe(1);
  });

  test("refuses a wrong domain, and writes an upper-case one in lower case", async () => {
    await using world = await createServiceWorld(service);
    const wrong = await world.start([...enough, "--domain", "localhost", "--ssl-email", "ops@example.org"]);
    expect(wrong).toMatchObject({ code: 3, errors: expect.stringContaining("is a single label") });
    const args = ["--domain", "UP.example.org", "--ssl-email", "ops@example.org", "--dry-run", "--json"];
    const { json, errors } = await world.start([...enough, ...args]);
    expect(json().environment).toContain("SSL_DOMAIN=up.example.org");
    expect(errors).toContain("using up.example.org");
  });

  test("works on a host that has nothing but the script and the folder of the library", async () => {
    await using world = await createServiceWorld(service);
    const copy = join(world.folder, `copy/${service}-image/run-${service}.sh`);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(scriptOf(service), copy);
    const alone = await world.run(["--help"], { script: copy });
    expect(alone).toMatchObject({
      code: 3,
      errors: expect.stringContaining("Copy the folder service-runtime/run"),
    });
    cpSync(library, join(world.folder, "copy/service-runtime/run"), { recursive: true });
    const { code, json } = await world.run([...tls, "--dry-run", "--json"], { script: copy });
    expect({ code, image: json().image }).toEqual({ code: 0, image });
  });

  test("is hardened alike with ssl-manager's own library, which also publishes HTTPS without HAProxy", async () => {
    const own = await createServiceWorld(service);
    const other = await createServiceWorld(service);
    await using _own = own;
    await using _other = other;
    await own.start(tls);
    await other.start(tls, upstreamLibrary);
    const flags = ["--cap-add", "--cap-drop", "--tmpfs", "--security-opt", "--label", "--hostname", "--user"];
    for (const flag of [...flags, "--memory", "--pids-limit", "--cpus", "--stop-timeout", "--log-opt"])
      expect(other.started().values(flag), flag).toEqual(own.started().values(flag));
    expect(new Set(other.started().environment)).toEqual(new Set(own.started().environment));
    await other.start([...tls, "--no-haproxy"], upstreamLibrary);
    expect(other.started().values("-p")).toEqual(["80:80", "443:443"]);
  });

  test("names every flag of its own in its help, without a question to the engine", async () => {
    await using world = await createServiceWorld(service);
    const { code, out } = await world.start(["--help"]);
    expect(code).toBe(0);
    const text = readFileSync(scriptOf(service), "utf8");
    const flags = [...text.matchAll(/\[(--[a-z-]+)\]=/g)].map(([, flag]) => String(flag));
    expect(flags.length).toBeGreaterThan(5);
    for (const flag of flags) expect(out).toContain(`${flag} `);
    expect(world.calls()).toEqual([]);
  });
}
