import { describe, expect, test } from "vitest";
import { defineService, defineStack, renderRoutes } from "../../src/index.ts";
import { doorWith } from "./support/door.ts";
import { type Read, readConfig } from "./support/read-config.ts";

const get = ["GET"] as ["GET"];
const locations = (server: string) => readConfig(server).filter(({ name }) => name === "location");
const find = (reads: Read[] | undefined, name: string) => reads?.filter((read) => read.name === name) ?? [];
const location = (server: string, ...args: string[]) =>
  locations(server).find((read) => read.args.join(" ") === args.join(" "));

test("the same routes in any order are the same text", () => {
  const routes = [
    { path: "/b/", target: "app/http", methods: get },
    { path: "/", target: "app/http", methods: get },
    { path: "/b/long/", target: "app/http", methods: get },
    { path: "/a", exact: true, target: "app/http", methods: get },
    { path: "/a/", target: "app/http", methods: get },
  ];
  const { server } = doorWith(routes);
  expect(doorWith([...routes].reverse()).server).toBe(server);
  const paths = locations(server).map(({ args }) => args.join(" "));
  expect(paths.filter((path) => !/^@|error/.test(path))).toEqual([
    "= /a",
    "^~ /b/long/",
    "= /b/long",
    "^~ /a/",
    "^~ /b/",
    "= /b",
    "^~ /",
  ]);
});

test("a service of the same container is reached on loopback, another by a name that is looked up while running", () => {
  const { http, server, stream } = doorWith([
    { path: "/own", exact: true, target: "door/http", methods: get },
    { path: "/app", exact: true, target: "app/http", methods: get },
  ]);
  const reached = (path: string) => {
    const [pass = ""] = find(location(server, "=", path)?.block, "proxy_pass")[0]?.args ?? [];
    const upstreams = find(readConfig(http), "upstream");
    const upstream = upstreams.find(({ args }) => pass === `http://${args[0]}`);
    return find(upstream?.block, "server")[0]?.args[0];
  };
  expect(reached("/own")).toBe("127.0.0.1:8080");
  const [passage, ...others] = readConfig(stream);
  expect(others).toEqual([]);
  expect(find(passage?.block, "listen")[0]?.args).toEqual([reached("/app")]);
  expect(reached("/app")).toMatch(/^127\.84\./);
  const [name, address] = find(passage?.block, "set")[0]?.args ?? [];
  expect(address).toBe("app:3000");
  expect(find(passage?.block, "proxy_pass")[0]?.args).toEqual([name]);
  expect(find(passage?.block, "resolver")[0]?.args).toEqual(["127.0.0.11", "valid=5s", "ipv6=off"]);
});

test("connections to a service are kept, one upstream for all of its routes, and shorter than Node.js keeps them", () => {
  const { http } = doorWith([
    { path: "/one", exact: true, target: "door/http", methods: get },
    { path: "/two", exact: true, target: "door/http", methods: get },
  ]);
  const upstreams = find(readConfig(http), "upstream");
  expect(upstreams).toHaveLength(1);
  expect(find(upstreams[0]?.block, "keepalive")[0]?.args).toEqual(["256"]);
  expect(find(upstreams[0]?.block, "keepalive_timeout")[0]?.args).toEqual(["4s"]);
});

test("another container has the time to accept a connection that its most patient route gives it", () => {
  const { stream } = doorWith([
    { path: "/one", exact: true, target: "app/http", methods: get, timeouts: { connect: 250 } },
    { path: "/two", exact: true, target: "app/http", methods: get, timeouts: { connect: 2500 } },
  ]);
  expect(find(readConfig(stream)[0]?.block, "proxy_connect_timeout")[0]?.args).toEqual(["2500ms"]);
});

test("a door without other containers needs no name server and no passage", () => {
  const { server, stream } = doorWith([{ path: "/", target: "door/http", methods: get }]);
  expect(server).not.toContain("resolver");
  expect(stream).toBe("");
});

test("only a WebSocket route passes an upgrade on, and waits for the backend's pings", () => {
  const { server, http } = doorWith([
    { path: "/ws", exact: true, target: "door/http", methods: get, webSocket: true },
    { path: "/rpc", exact: true, target: "door/http", methods: get },
  ]);
  const headers = (path: string) =>
    find(location(server, "=", path)?.block, "proxy_set_header").map(({ args }) => args.join(" "));
  expect(headers("/ws")).toContain("Connection $routes_door_connection");
  expect(headers("/rpc")).toContain("Connection ");
  expect(headers("/rpc")).toContain("Upgrade ");
  expect(find(location(server, "=", "/ws")?.block, "proxy_read_timeout")[0]?.args).toEqual(["3600s"]);
  expect(find(location(server, "=", "/rpc")?.block, "proxy_read_timeout")[0]?.args).toEqual(["30s"]);
  expect(http).toContain("$routes_door_connection");
});

test("limits and time-outs are those of the route", () => {
  const { server } = doorWith([
    {
      path: "/",
      target: "door/http",
      methods: ["POST"],
      bodyLimit: 131_072,
      timeouts: { connect: 250, read: 35_000, send: 1_500 },
    },
  ]);
  const root = location(server, "^~", "/")?.block;
  expect(find(root, "client_max_body_size")[0]?.args).toEqual(["131072"]);
  expect(find(root, "proxy_connect_timeout")[0]?.args).toEqual(["250ms"]);
  expect(find(root, "proxy_read_timeout")[0]?.args).toEqual(["35s"]);
  expect(find(root, "proxy_send_timeout")[0]?.args).toEqual(["1500ms"]);
});

describe("names of variables", () => {
  const namesOf = (name: string) => {
    const runtime = { kind: "container" as const, image: "shop" };
    const endpoints = { http: { port: 80, protocol: "http" } };
    const routes = [
      {
        path: "/",
        target: `${name}/http`,
        methods: get,
        webSocket: true,
        cors: { origins: ["https://a.example"], privateNetwork: true },
      },
    ];
    const door = defineService({ name, runtime, endpoints, routes });
    const { http } = renderRoutes(
      defineStack({ name: "doors", description: "A door", services: [door] }),
      door,
    );
    return readConfig(http).map(({ args }) => args[1] ?? "");
  };

  test("fit nginx's default hash however long the service's name is", () => {
    for (const name of ["a", "twenty-four-characters-00", "x".repeat(63)])
      for (const variable of namesOf(name)) expect(variable.length).toBeLessThanOrEqual(47);
  });

  test("differ between services whose names differ in a dash only", () => {
    expect(namesOf("a-b")).not.toEqual(namesOf("a_b"));
  });
});
