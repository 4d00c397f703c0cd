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
  const { server } = doorWith([
    { path: "/own", exact: true, target: "door/http", methods: get },
    { path: "/app", exact: true, target: "app/http", methods: get },
  ]);
  expect(find(location(server, "=", "/own")?.block, "proxy_pass")[0]?.args).toEqual([
    "http://127.0.0.1:8080",
  ]);
  expect(find(location(server, "=", "/own")?.block, "set")).toEqual([]);
  const app = location(server, "=", "/app")?.block;
  expect(find(app, "proxy_pass")[0]?.args).toEqual(["http://$routes_door_upstream"]);
  expect(find(app, "set")[0]?.args).toEqual(["$routes_door_upstream", "app:3000"]);
  expect(find(readConfig(server), "resolver")[0]?.args).toEqual(["127.0.0.11", "valid=5s", "ipv6=off"]);
});

test("a door without other containers needs no name server", () => {
  const { server } = doorWith([{ path: "/", target: "door/http", methods: get }]);
  expect(server).not.toContain("resolver");
});

test("only a WebSocket route passes an upgrade on, and waits for the backend's pings", () => {
  const { server, http } = doorWith([
    { path: "/ws", exact: true, target: "door/http", methods: get, webSocket: true },
    { path: "/rpc", exact: true, target: "door/http", methods: get },
  ]);
  const headers = (path: string) =>
    find(location(server, "=", path)?.block, "proxy_set_header").map(({ args }) => args.join(" "));
  expect(headers("/ws")).toContain("Connection $routes_door_connection");
  expect(headers("/rpc")).toContain("Connection close");
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
