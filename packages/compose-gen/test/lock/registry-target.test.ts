import { expect, test } from "vitest";
import { isLoopback, mirrorVariable, registryTarget } from "../../src/lock/registry-target.ts";

test.each([
  ["docker.io/library/mongo", "docker.io", "https://registry-1.docker.io", "library/mongo"],
  ["docker.io/mongo", "docker.io", "https://registry-1.docker.io", "library/mongo"],
  ["docker.io/curlimages/curl", "docker.io", "https://registry-1.docker.io", "curlimages/curl"],
  ["ghcr.io/owner/group/name", "ghcr.io", "https://ghcr.io", "owner/group/name"],
  ["registry.example:8443/app", "registry.example:8443", "https://registry.example:8443", "app"],
  ["registry.example:443/app", "registry.example:443", "https://registry.example", "app"],
  ["localhost:5000/app", "localhost:5000", "http://localhost:5000", "app"],
  ["127.0.0.1:5000/app", "127.0.0.1:5000", "http://127.0.0.1:5000", "app"],
])("%s is asked for at its registry", (repository, registry, origin, name) => {
  expect(registryTarget(repository, {})).toEqual({ registry, origin, name, mirrored: false });
});

test.each([
  ["http://127.0.0.1:5000/docker", "http://127.0.0.1:5000", "docker/library/mongo"],
  ["https://mirror.example/a/b/", "https://mirror.example", "a/b/library/mongo"],
  ["mirror.example", "https://mirror.example", "library/mongo"],
])("the mirror %s answers for docker.io", (value, origin, name) => {
  const target = registryTarget("docker.io/mongo", { COMPOSE_GEN_MIRROR_DOCKER_IO: value });
  expect(target).toEqual({ registry: "docker.io", origin, name, mirrored: true });
});

test("a mirror answers for its own host only", () => {
  expect(mirrorVariable("registry.example:8443")).toBe("COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE_8443");
  expect(registryTarget("ghcr.io/a/b", { COMPOSE_GEN_MIRROR_DOCKER_IO: "x.example" }).mirrored).toBe(false);
});

test.each([
  "ftp://mirror.example",
  "https://user:hunter2@mirror.example",
  "https://mirror.example/?token=hunter2",
  "https://mirror.example/UPPER",
  "https://mirror.example/a//b",
  "http://",
])("the mirror %s is refused without showing it", (value) => {
  const act = () => registryTarget("docker.io/mongo", { COMPOSE_GEN_MIRROR_DOCKER_IO: value });
  expect(act).toThrow("MIRROR_INVALID");
  expect(act).toThrow("COMPOSE_GEN_MIRROR_DOCKER_IO");
  expect(act).not.toThrow("hunter2");
});

test("a repository without a registry is refused with the name it has on Docker Hub", () => {
  expect(() => registryTarget("acme/app", {})).toThrow("docker.io/acme/app");
});

test("only names that cannot leave the machine are loopback", () => {
  expect(["localhost", "127.0.0.1", "127.9.9.9", "[::1]"].filter(isLoopback)).toHaveLength(4);
  expect(["127.0.0.1.example", "localhost.example", "10.0.0.1", "127.1"].filter(isLoopback)).toEqual([]);
});
