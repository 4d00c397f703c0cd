// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import { describe, expect, test } from "vitest";
import type { ServiceInput, StackInput } from "../../../src/index.ts";
import { errors, found, secret, usesKey } from "./definition.ts";

test("the service that all of them change has no finding", () => {
  expect(found({})).toEqual([]);
});

describe("a file of the host that no secret can be", () => {
  test.each([
    "/var/run/docker.sock",
    "/var/run/docker.sock/",
    "//run/podman/podman.sock",
    { variable: "SOCKET", default: "/run/docker.sock" },
    { join: ["/var/run/", { variable: "NAME", default: "docker" }, ".sock"] },
    "/",
    "/etc",
    "/etc/shadow",
    "/x/../etc/shadow",
    "/proc/1/environ",
    "/dev/sda",
    "/var/lib/docker/volumes/keys",
    "~",
    "~/.ssh/..",
  ])("%j needs a waiver too", (file) => {
    expect(errors(usesKey, secret(file))).toEqual([
      expect.stringMatching(/^(?:privileges\.docker-socket|filesystem\.sensitive-bind)$/),
    ]);
  });

  test.each(["~/.ssh/id_ed25519", "/etc/ssl/private/web.key"])("%s needs a waiver", (file) => {
    expect(errors(usesKey, secret(file))).toEqual(["filesystem.sensitive-bind"]);
  });

  test.each(["./secrets/key", "/srv/web/key", { variable: "KEY_FILE", required: "path of the key" }])(
    "%j is fine",
    (file) => {
      expect(found(usesKey, secret(file))).toEqual([]);
    },
  );

  test.each<[Partial<ServiceInput>, Partial<StackInput>]>([
    [usesKey, { ...secret("./key"), compose: { secrets: { key: { file: "/var/run/docker.sock" } } } }],
    [
      { compose: { configs: ["sock"] } },
      { compose: { configs: { sock: { file: "/var/run/docker.sock" } } } },
    ],
    [
      { mounts: [{ volume: "data", target: "/data" }] },
      {
        volumes: { data: { class: "state" } },
        compose: {
          volumes: { data: { driver_opts: { type: "none", o: "bind", device: "/run/docker.sock" } } },
        },
      },
    ],
  ])("by raw Compose, %j %j is found", (service, extra) => {
    expect(errors(service, extra)).toContain("privileges.docker-socket");
  });
});
