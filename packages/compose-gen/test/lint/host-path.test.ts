// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseHostPath } from "../../src/model/host-path.ts";
import { isEngineSocket, isSensitivePath } from "../../src/model/sensitive-path.ts";
import { findingsOfService } from "../support/lint.ts";

describe("one place of the host has one spelling", () => {
  test.each([
    ["//etc", "/etc"],
    ["/./etc/", "/etc"],
    ["/mnt/../etc", "/etc"],
    ["/../../etc", "/etc"],
    ["../../../../etc", "/etc"],
    ["../../lib", "../../lib"],
    ["./a/../b", "./b"],
    ["/var/run/docker.sock/", "/run/docker.sock"],
    ["~", "~"],
    ["~/..", "/home"],
    ["~me/.ssh", "~/.ssh"],
    ["$HOME/.ssh", "~/.ssh"],
    ["${HOME}/.ssh", "~/.ssh"],
    ["/root/x", "~/x"],
    ["/Users/me/x", "~/x"],
    ["/private/etc", "/etc"],
    ["C:\\Users\\me\\.ssh", "~/.ssh"],
    ["/mnt/c/Users/me", "~"],
    ["C:\\", "C:/"],
  ])("%s is %s", (written, normal) => {
    expect(normaliseHostPath(written)).toBe(normal);
  });

  test("whatever detours it takes", () => {
    const detour = fc.constantFrom("/", "/./", "//", "/x/../", "/a/b/../../", "/./x/./../");
    fc.assert(
      fc.property(
        fc.array(detour, { maxLength: 4 }),
        detour,
        fc.constantFrom("etc", "usr/lib", "proc"),
        (head, middle, path) => {
          const written = `${head.join("")}${middle}${path.replace("/", middle)}`;
          expect(normaliseHostPath(written)).toBe(`/${path}`);
          expect(isSensitivePath(written)).toBe(true);
        },
      ),
    );
  });
});

describe("what is the system's or a user's", () => {
  test.each(
    `/ // /./ /etc /etc/ /etc/shadow /etc/ssl/private /bin /sbin/x /lib64 /usr/local/bin /boot /dev/sda /proc/1/root /sys/fs/cgroup
     /var /var/lib /var/lib/docker/volumes /var/lib/containerd /var/lib/containers/storage /var/lib/kubelet/pods /var/log /var/spool/cron
     /run /var/run /run/dbus/system_bus_socket /run/user/1000 /run/systemd/private /run/containerd/x /home /home/u /home/u/.kube
     /home/u/.kube/config /root /root/.ssh ~ ~/.config ~/.config/gcloud ~/.local/share/keyrings $HOME/.my.cnf $XDG_RUNTIME_DIR
     $SSH_AUTH_SOCK /opt /srv /mnt /tmp ../../../.. ../../../../etc ../etc/shadow C:\\ c:\\Windows\\System32 /mnt/c C:\\Users
     ${"${HOME:?home}".replace(":?home", "")}/.aws`
      .trim()
      .split(/\s+/),
  )("%s", (path) => {
    expect(isSensitivePath(path)).toBe(true);
  });

  test.each(
    `/srv/web /opt/web/data /var/lib/web /var/lib/dockerish /var/log/web /home/u/web ~/projects/web /etcetera /mnt/data /run/web ./etc
     ../etc ../../lib ./home d:/data /data $DATA /Users/me/web`
      .trim()
      .split(/\s+/),
  )("but not %s", (path) => {
    expect(isSensitivePath(path)).toBe(false);
    expect(isEngineSocket(path)).toBe(false);
  });

  test.each(["/dev/null", "/etc/localtime", "/etc/ssl/certs", "/usr/share/zoneinfo/UTC"])(
    "%s may be read, not written",
    (path) => {
      expect(isSensitivePath(path, true)).toBe(false);
      expect(isSensitivePath(path, false)).toBe(true);
    },
  );
});

test.each(
  `/var/run/docker.sock /run//docker.sock /var/run/docker.sock/ /var/run/docker.raw.sock ./docker.sock ../../../run/docker.sock
   /run/containerd/containerd.sock /run/k3s/containerd/containerd.sock /run/cri-dockerd.sock /run/user/1000/podman/podman.sock
   /run/docker /run/buildkit/buildkitd.sock $DOCKER_SOCK \\\\.\\pipe\\docker_engine //./pipe/docker_engine`
    .trim()
    .split(/\s+/),
)("%s is an engine's socket", (path) => {
  expect(isEngineSocket(path)).toBe(true);
});

describe("every way to a file of the host is seen", () => {
  const found = (service: object, rest: Record<string, unknown> = {}) =>
    findingsOfService(service, rest).map(({ rule, path }) => `${rule} ${path}`);

  test.each<[object, Record<string, unknown>, string]>([
    [
      { secrets: ["x"] },
      { secrets: { x: { file: "/run/docker.sock" } } },
      "privileges.docker-socket secrets.x.file",
    ],
    [
      { secrets: [{ source: "x" }] },
      { secrets: { x: { file: "/" } } },
      "filesystem.sensitive-bind secrets.x.file",
    ],
    [
      { configs: ["x"] },
      { configs: { x: { file: "/etc/shadow" } } },
      "filesystem.sensitive-bind configs.x.file",
    ],
    [
      { volumes: ["data:/host"] },
      { volumes: { data: { driver_opts: { type: "none", o: "bind", device: "/" } } } },
      "filesystem.sensitive-bind volumes.data.driver_opts",
    ],
    [
      { volumes: ["data:/host"] },
      {
        volumes: { data: { driver_opts: { type: "overlay", device: "overlay", o: "lowerdir=/etc:/srv/x" } } },
      },
      "filesystem.sensitive-bind volumes.data.driver_opts",
    ],
    [
      { volumes: ["data:/host"] },
      { volumes: { data: { driver_opts: { type: "ext4", device: "/dev/sda1" } } } },
      "filesystem.sensitive-bind volumes.data.driver_opts",
    ],
    [
      { volumes: ["data:/host"] },
      { volumes: { data: { driver_opts: { type: "devtmpfs", device: "dev" } } } },
      "filesystem.sensitive-bind volumes.data.driver_opts",
    ],
    [
      { volumes: ["data:/s"] },
      {
        volumes: { data: { driver_opts: { type: "none", o: "bind", device: "${S:-/var/run/docker.sock}" } } },
      },
      "privileges.docker-socket volumes.data.driver_opts",
    ],
    [{ volumes: ["$SOCKET:/var/run/docker.sock"] }, {}, "privileges.docker-socket services.web.volumes[0]"],
    [{ use_api_socket: true }, {}, "privileges.docker-socket services.web.use_api_socket"],
    [
      {
        volumes: [
          { type: "npipe", source: "\\\\.\\pipe\\docker_engine", target: "\\\\.\\pipe\\docker_engine" },
        ],
      },
      {},
      "privileges.docker-socket services.web.volumes[0]",
    ],
  ])("%j %j", (service, rest, expected) => {
    expect(found(service, rest)).toEqual([expected]);
  });

  test.each<[object, Record<string, unknown>]>([
    [{ secrets: ["x"] }, { secrets: { x: { file: "./secrets/x" } } }],
    [{ secrets: ["x"] }, { secrets: { x: { environment: "X" } } }],
    [{ configs: ["x"] }, { configs: { x: { external: true } } }],
    [{}, { secrets: { x: { file: "/etc/shadow" } } }],
    [
      { volumes: ["data:/d"] },
      { volumes: { data: { driver_opts: { type: "nfs", o: "addr=10.0.0.1", device: ":/etc" } } } },
    ],
    [
      { volumes: ["data:/d"] },
      { volumes: { data: { driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=1m" } } } },
    ],
    [{ volumes: ["constructor:/d"] }, { volumes: { constructor: {} } }],
  ])("%j %j is fine", (service, rest) => {
    expect(found(service, rest)).toEqual([]);
  });
});
