import { describe, expect, test } from "vitest";
import { defineService, type RouteInput, type ServiceInput, type StackInput } from "../../src/index.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const good: RouteInput = { path: "/", target: "web/http", methods: ["GET"] };
const file: RouteInput = {
  path: "/a.json",
  exact: true,
  target: { file: "/public/a.json" },
  methods: ["GET"],
};
const folder: RouteInput = { path: "/files/", target: { folder: "/public" }, methods: ["GET", "HEAD"] };
const refused = (route: object) =>
  mistakes(() => defineService(serviceInput({ routes: [route as RouteInput] })));

test("a route says little: nothing is stripped, upgraded, open to pages or asked for a certificate", () => {
  expect(defineService(serviceInput({ routes: [good] })).routes).toEqual([
    {
      ...good,
      exact: false,
      strip: false,
      webSocket: false,
      clientCertificate: "none",
      bodyLimit: 1_048_576,
      timeouts: { connect: 5_000 },
    },
  ]);
});

describe("what does not fit together is refused with what to do", () => {
  test.each<[string, object, string]>([
    [
      "an open prefix",
      { ...good, path: "/api" },
      "path: is a prefix and does not end with `/`: add it, or set `exact`",
    ],
    ["a method twice", { ...good, methods: ["GET", "GET"] }, "methods: name a method twice"],
    ["no method", { ...good, methods: [] }, "methods: Too small: expected array to have >=1 items"],
    [
      "an unknown method",
      { ...good, methods: ["FETCH"] },
      'methods[0]: "FETCH" is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS. Known: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT.',
    ],
    [
      "a method for pages that the route does not allow",
      { ...good, cors: { origins: "*", methods: ["POST"] } },
      "cors.methods: offer POST to pages, which the route does not allow: add it there",
    ],
    [
      "two who answer OPTIONS",
      { ...good, methods: ["GET", "OPTIONS"], cors: { origins: "*" } },
      "methods: name OPTIONS, which `cors` answers before the target: remove one of them",
    ],
    [
      "an exact path stripped",
      { ...good, path: "/a", exact: true, strip: true },
      "strip: needs a prefix: an exact path has `rewrite`",
    ],
    [
      "strip and rewrite",
      { ...good, path: "/a/", strip: true, rewrite: "/b/" },
      "rewrite: and `strip` exclude each other: choose one",
    ],
    ["strip of /", { ...good, strip: true }, "strip: of the prefix / takes nothing away: remove it"],
    [
      "a prefix rewritten to a path",
      { ...good, rewrite: "/b" },
      "rewrite: of a prefix is one too: end it with `/`",
    ],
    [
      "a WebSocket without GET",
      { ...good, methods: ["POST"], webSocket: true },
      "webSocket: starts with a GET, which the route does not allow: add it to `methods`",
    ],
    [
      "a cached service",
      { ...good, cache: { maxAge: 1_000 } },
      "cache: is decided by the target: it belongs to files only",
    ],
    [
      "a file behind a prefix",
      { ...file, path: "/a/", exact: false },
      "target: is one file: set `exact`, or name a `folder`",
    ],
    [
      "a folder behind a path",
      { ...folder, exact: true },
      "target: is a folder behind an exact path: name the `file`",
    ],
    [
      "writing to files",
      { ...folder, methods: ["PUT"] },
      "methods: name PUT: files are only read, with GET and HEAD",
    ],
    [
      "one media type for a folder",
      { ...folder, contentType: "text/plain" },
      "contentType: belongs to one file: those of a folder go by their extensions",
    ],
    ["files stripped", { ...folder, strip: true }, "strip: is always so for files: remove it"],
    [
      "files rewritten",
      { ...file, rewrite: "/b" },
      "rewrite: does not fit files: name another `file` or `folder`",
    ],
    ["a WebSocket to a file", { ...file, webSocket: true }, "webSocket: needs a service as target"],
    ["a variable in a path", { ...folder, target: { folder: "/$HOME" } }, "target.folder: must not hold `$`"],
  ])("%s", (_what, route, expected) => {
    expect(refused(route)).toEqual([`routes[0].${expected}`]);
  });

  test.each(["a", "/a b", "/a//b", "/../a", "/a/..", "/a%2Fb", "/a?b", "/a#b", "/$a", "/a\n", '/a;"}', "/ä"])(
    "the path %j",
    (path) => {
      expect(refused({ ...good, exact: true, path })[0]).toMatch(/^routes\[0\]\.path: must be a path/);
    },
  );

  test.each([
    "https://a.example/",
    "https://a.example/b",
    "null",
    "a.example",
    "https://*.example",
    "https://A.example",
    "https://a b",
  ])("the origin %j", (origin) => {
    expect(refused({ ...good, cors: { origins: [origin] } })[0]).toMatch(/origins/);
  });
}); // prettier-ignore

describe("a route leads to what is there", () => {
  const http = { http: { port: 80, protocol: "http" } };
  const problems = (
    routes: RouteInput[],
    other: Partial<ServiceInput> = {},
    extra: Partial<StackInput> = {},
    mounts: ServiceInput["mounts"] = [],
  ) =>
    mistakes(() =>
      stackOf(
        [
          { endpoints: http, routes, mounts },
          { name: "app", endpoints: http, ...other },
        ],
        extra,
      ),
    );

  test("services and endpoints", () => {
    expect(
      problems([
        { ...good, target: "apps/http" },
        { ...good, path: "/b/", target: "app/htp" },
      ]),
    ).toEqual([
      'services.web.routes[0].target: service "apps" is not defined. Did you mean "app"?',
      'services.web.routes[1].target: endpoint of app "htp" is not defined. Did you mean "http"?',
    ]);
  });

  test("that speak http", () => {
    expect(
      problems([{ ...good, target: "app/http" }], {
        endpoints: { http: { port: 1, protocol: "postgresql" } },
      }),
    ).toEqual(["services.web.routes[0].target: app/http speaks postgresql: a route leads to http or ws"]);
  });

  test("on a network of the proxy", () => {
    expect(
      problems([{ ...good, target: "app/http" }], { networks: ["back"] }, { networks: { back: {} } }),
    ).toEqual(["services.web.routes[0].target: app is on no network of web: give both one of the same name"]);
  });

  test("by one route for each path; a prefix and a path may be written the same", () => {
    expect(problems([good, { ...good, methods: ["POST"] }])).toEqual([
      "services.web.routes[1].path: / is routes[0] already: remove one of them",
    ]);
    expect(() => stackOf([{ endpoints: http, routes: [good, { ...good, exact: true }] }])).not.toThrow();
  });

  const served = (target: object, mounts: ServiceInput["mounts"], extra: Partial<ServiceInput> = {}) => {
    const volumes: StackInput["volumes"] = {
      keys: { class: "keys" },
      certs: { class: "certs" },
      orders: { class: "state", engine: "postgres" },
      uploads: { class: "state" },
      cache: { class: "cache" },
      open: { class: "public" },
    };
    const routes = [{ ...("file" in target ? file : folder), target } as RouteInput];
    return () => stackOf([{ endpoints: http, routes, mounts, ...extra }], { volumes });
  };
  const onlyMistake = (act: () => unknown) => {
    const [first = "", ...others] = mistakes(act);
    expect(others).toEqual([]);
    return first.replace("services.web.routes[0].target: ", "");
  };
  const open = { volume: "open", target: "/open" };
  const remedy = "export what may be seen to a volume of class public";

  describe.each(["keys", "certs"])("and shows no files of a volume of class %s", (volume) => {
    test.each(["/data/own", "/data", "/data/own/public"])("folder %s", (path) => {
      const act = served({ folder: path }, [{ volume, target: "/data/own" }, open]);
      expect(onlyMistake(act)).toBe(`shows files of the volume "${volume}" of class ${volume}: ${remedy}`);
    });

    test("also not inside a volume that may be seen", () => {
      const act = served({ folder: "/open" }, [{ volume, target: "/open/own" }, open]);
      expect(onlyMistake(act)).toContain(`of class ${volume}: `);
    });
  });

  test("and no database", () => {
    const act = served({ folder: "/data" }, [{ volume: "orders", target: "/data" }]);
    expect(onlyMistake(act)).toBe(`shows the postgres database in the volume "orders": ${remedy}`);
  });

  test.each([
    "/proc",
    "/proc/self",
    "/sys",
    "/dev",
    "/etc",
    "/etc/ssl",
    "/root",
    "/run/secrets",
    "/run",
    "/var",
  ])("and nothing of the system, whatever is mounted there: folder %s", (path) => {
    for (const mounts of [[], [{ volume: "open", target: path }]])
      expect(onlyMistake(served({ folder: path }, mounts))).toMatch(
        /^shows \/[a-z/]+, which nobody outside may see: /,
      );
  });

  test("and not the whole container", () => {
    const act = served({ folder: "/" }, [open]);
    expect(onlyMistake(act)).toBe(`shows the whole container, which nobody outside may see: ${remedy}`);
  });

  test.each(["/etc/passwd", "/proc/self/environ", "/run/secrets/key"])("and no file %s", (path) => {
    expect(onlyMistake(served({ file: path }, [open]))).toContain("which nobody outside may see");
  });

  test.each([
    { folder: "/opened" },
    { folder: "/usr/share" },
    { file: "/app/server.js" },
    { file: "/open.json" },
  ])("and nothing but volumes: %j", (target) => {
    expect(onlyMistake(served(target, [open]))).toBe(
      "is in no volume of web: mount one of class public there",
    );
  });

  test.each([{ folder: "/open" }, { folder: "/open/a" }, { file: "/open/a.json" }, { folder: "/etcetera" }])(
    "but what lies in a volume: %j",
    (target) => {
      const etcetera = { volume: "uploads", target: "/etcetera" };
      expect(served(target, [open, etcetera])).not.toThrow();
    },
  );

  test("or in memory, or in the definition itself", () => {
    const runtime = { kind: "container" as const, image: "shop", readOnly: false };
    const tmpfs = [{ path: "/run/made", size: "1m" }];
    expect(served({ folder: "/run/made/out" }, [], { runtime: { ...runtime, tmpfs } })).not.toThrow();
    const files = [{ path: "/a.json", content: "{}" }];
    expect(served({ file: "/a.json" }, [], { runtime, files })).not.toThrow();
  });
});
