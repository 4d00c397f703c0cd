import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineJob, defineService } from "../../src/index.ts";
import { hostileText } from "../support/hostile.ts";
import { serviceInput } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const define = (extra: object) => () => defineService({ ...serviceInput(), ...extra } as never);
const container = (extra: object) => define({ runtime: { kind: "container", image: "shop", ...extra } });

describe("a mistake in a service is named with its path and what was meant", () => {
  test.each<[string, () => unknown, string[]]>([
    ["an unknown key", define({ helth: {} }), ['definition: unknown key "helth". Did you mean "health"?']],
    [
      "an unknown key deep inside",
      container({ tmpfs: [{ path: "/tmp", sise: "1m", size: "1m" }] }),
      ['runtime.tmpfs[0]: unknown key "sise". Did you mean "size"?'],
    ],
    [
      "an unknown key in a choice of forms",
      container({ environment: { A: { varible: "X" } } }),
      [
        "runtime.environment.A.variable: is missing",
        'runtime.environment.A: unknown key "varible". Did you mean "variable"?',
      ],
    ],
    [
      "an unknown word",
      define({ dependsOn: { db: "heathy" } }),
      ['dependsOn.db: "heathy" is not one of started, healthy, completed. Did you mean "healthy"?'],
    ],
    [
      "an unknown runtime",
      define({ runtime: { kind: "contaner", image: "shop" } }),
      ['runtime.kind: "contaner" is not one of container. Did you mean "container"?'],
    ],
    [
      "an image reference instead of a key",
      container({ image: "nginx:latest" }),
      ["runtime.image: must be a key of images.json: a reference with tag or digest belongs there"],
    ],
    [
      "NUL in a value",
      container({ environment: { A: "a\0b" } }),
      ["runtime.environment.A: holds a NUL character, which no argument or environment variable can carry"],
    ],
    [
      "half a surrogate pair",
      container({ command: ["\ud800"] }),
      ["runtime.command[0]: holds half a surrogate pair, which is no Unicode character"],
    ],
    [
      "a default that Compose would read as syntax",
      container({ environment: { A: { variable: "A", default: "a}b" } } }),
      ["runtime.environment.A.default: must be one line without `$`, `{` or `}`"],
    ],
    [
      "a published port without a scope that publishes",
      define({ endpoints: { http: { port: 80, protocol: "http", published: 80 } } }),
      [
        "endpoints.http.published: scope `bridge` publishes no host port; every other scope needs `published`",
      ],
    ],
    [
      "a dependency on itself",
      define({ dependsOn: { web: "started" } }),
      ["dependsOn.web: depends on itself: remove it"],
    ],
    [
      "one target for two things",
      define({
        mounts: [{ volume: "a", target: "/data" }],
        runtime: { kind: "container", image: "shop", tmpfs: [{ path: "/data", size: "1m" }] },
      }),
      ["mounts: mounts two things at /data: each target path can be used once"],
    ],
    [
      "inline files in a read-only container",
      define({ files: [{ path: "/a", content: "b" }] }),
      [
        "files: cannot be copied into a read-only container by Compose: pass a script by `sh -c` in `entrypoint`, or put the file into the image",
      ],
    ],
  ])("%s", (_name, act, expected) => {
    expect(mistakes(act)).toEqual(expected);
  });

  test("all mistakes are shown at once", () => {
    expect(mistakes(define({ a: 1, b: 2, name: "Not A Name" }))).toHaveLength(3);
  });
});

test("a reason that says nothing is refused", () => {
  expect(mistakes(container({ capAdd: [{ capability: "CHOWN", reason: "needed" }] }))).toEqual([
    "runtime.capAdd[0].reason: must be a reason that a reviewer can judge (10 characters or more)",
  ]);
});

test("a checked service is plain data and stays the same when it is checked again", () => {
  fc.assert(
    fc.property(fc.array(hostileText), (command) => {
      const service = defineService(serviceInput({ runtime: { kind: "container", image: "shop", command } }));
      const copy = JSON.parse(JSON.stringify(service));
      expect(copy).toEqual(service);
      const { kind: _kind, ...input } = copy;
      expect(defineService(input)).toEqual(service);
    }),
  );
});

test("a job has no health and no restart policy to set", () => {
  expect(mistakes(() => defineJob({ ...serviceInput(), restart: "always" } as never))).toEqual([
    'definition: unknown key "restart". Known: compose, dependsOn, description, endpoints, files, host, kind, limits, logging, mounts, name, networks, runtime, secrets, stopGracePeriod, terminal, waivers.',
  ]);
});

test("seconds where milliseconds are meant are refused", () => {
  const act = () => defineService(serviceInput({ health: { command: ["shop", "ping"], interval: 10 } }));
  expect(mistakes(act)).toEqual(["health.interval: is in milliseconds: 10 seconds are 10_000"]);
});
