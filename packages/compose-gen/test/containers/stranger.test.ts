import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeRegistry } from "../lock/support/fake-registry.ts";
import { testIndex, testManifest } from "../lock/support/image.ts";
import { debianImage, ensureDebianImage, lackForDebianImage } from "../support/debian-image.ts";
import { asStranger, guideCommands } from "../support/guide.ts";
import { packForStranger, runProgram, type Stranger } from "../support/packed.ts";

const lack = lackForDebianImage();
const fixtures = join(import.meta.dirname, "../fixtures/stranger");
const id = `stranger-${process.pid}`;
const images = { app: `${id}-app:1`, postgres: `${id}-postgres:1` };
/** Any free port, and names that no other run has. */
const variables = { STACK_PROJECT: id, WEB_PORT: "0" };

describe.skipIf(lack !== undefined && !process.env.CI)(
  `a stranger's first stack (needs ${lack ?? "nothing else"})`,
  () => {
    let stranger: Stranger;
    let deployed: string;

    const docker = (...args: string[]) =>
      execFileSync("docker", args, { encoding: "utf8", cwd: fixtures, stdio: "pipe" });
    const compose = (...args: string[]) =>
      runProgram(deployed, "docker", ["compose", "-f", "app.yml", ...args], variables);
    const inspect = async (service: string) => {
      const { out } = await compose("ps", "--all", "--quiet", service);
      return JSON.parse(docker("inspect", out.trim()))[0];
    };
    const visit = async () => {
      const { out } = await compose("port", "web", "8080");
      const response = await fetch(`http://${out.trim()}/`, { signal: AbortSignal.timeout(10_000) });
      return { status: response.status, body: await response.text() };
    };

    beforeAll(async () => {
      ensureDebianImage();
      for (const [name, tag] of Object.entries(images))
        docker(
          "build",
          "--quiet",
          "--build-arg",
          `BASE_IMAGE=${debianImage}`,
          "--tag",
          tag,
          "--file",
          `${name}.Dockerfile`,
          ".",
        );
      stranger = await packForStranger();
      deployed = join(stranger.folder, "shop/local");
    });

    afterAll(() => {
      docker("compose", "--project-name", id, "down", "--volumes", "--remove-orphans", "--timeout", "3");
      docker("image", "rm", "--force", ...Object.values(images));
      stranger?.remove();
    });

    test("the guide's commands lead from an empty folder to a running application", async () => {
      const registry = await fakeRegistry();
      for (const name of ["example/app:1.0.0", "library/postgres:17.5"])
        registry.put(name, testIndex([testManifest("linux/amd64")]));
      await stranger.install();
      const installed = join(stranger.folder, "node_modules/@unicity-sphere/compose-gen");
      writeFileSync(join(stranger.folder, "map.json"), JSON.stringify(images));
      const commands = guideCommands().filter((command) => !command.endsWith(" down"));
      const map = commands.findIndex((command) => command.endsWith("> map.json"));
      // The images exist on this machine only: from there on the files of the map are the ones that start.
      const started = commands.slice(map + 1).map((command) => command.replaceAll("generated/", "local/"));
      const script = asStranger(
        [...commands.slice(0, map), "cp ../map.json .", ...started],
        installed,
        stranger.tarball,
      );
      const ended = await runProgram(stranger.folder, "bash", ["-c", script], {
        ...variables,
        PATH: process.env.PATH ?? "",
        COMPOSE_GEN_MIRROR_GHCR_IO: registry.origin,
        COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
      });
      expect(ended).toMatchObject({ code: 0 });
      expect(await visit()).toEqual({ status: 200, body: "written by the job|1\n" });
    });

    test.each(["database", "migrate", "web"])("%s runs hardened", async (service) => {
      const { Config, HostConfig, State } = await inspect(service);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        CapAdd: null,
        SecurityOpt: ["no-new-privileges:true"],
        Privileged: false,
      });
      expect(HostConfig.Memory).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
      expect(Config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(State).toMatchObject(
        service === "migrate" ? { Status: "exited", ExitCode: 0 } : { Status: "running" },
      );
    });

    test("nothing but the volume and the memory is writable in the database's container", async () => {
      const touch = (path: string) => compose("exec", "--no-TTY", "database", "touch", path);
      expect((await touch("/usr/new")).err).toContain("Read-only file system");
      expect((await touch("/run/postgresql/new")).code).toBe(0);
      expect((await touch("/var/lib/postgresql/data/new")).code).toBe(0);
    });

    test("only the application is published, on this machine alone", async () => {
      const published = async (service: string) => {
        const { HostConfig } = await inspect(service);
        return HostConfig.PortBindings ?? {};
      };
      expect(await published("database")).toEqual({});
      expect(await published("web")).toMatchObject({ "8080/tcp": [{ HostIp: "127.0.0.1" }] });
    });

    test("the file needs nothing beside it but the secret, and finds its state again", async () => {
      expect((await compose("down", "--timeout", "3")).code).toBe(0);
      const elsewhere = join(stranger.folder, "elsewhere");
      mkdirSync(join(elsewhere, "secrets"), { recursive: true });
      for (const name of ["app.yml", "secrets/database-password"])
        copyFileSync(join(deployed, name), join(elsewhere, name));
      deployed = elsewhere;
      expect((await compose("up", "--detach", "--wait", "--wait-timeout", "90")).code).toBe(0);
      expect((await visit()).body).toBe("written by the job|2\n");
    });

    test("the password is in no environment, argument or rendered file", async () => {
      const file = readFileSync(join(deployed, "app.yml"), "utf8");
      const containers = JSON.stringify([
        await inspect("database"),
        await inspect("web"),
        await inspect("migrate"),
      ]);
      const password = readFileSync(join(deployed, "secrets/database-password"), "utf8").trim();
      expect(password).toHaveLength(32);
      for (const text of [file, containers]) expect(text).not.toContain(password);
    });
  },
);
