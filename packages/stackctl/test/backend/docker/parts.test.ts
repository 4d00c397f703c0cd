import { defineService, defineStack, type Stack } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import { chooseParts, singleStacks } from "../../../src/backend/docker/parts/choose-parts.ts";
import { networkName, projectName } from "../../../src/backend/docker/parts/names.ts";
import { choosePorts } from "../../../src/backend/docker/parts/ports.ts";
import { wiringOf } from "../../../src/backend/docker/parts/wiring.ts";
import { type StackError, UsageError } from "../../../src/errors.ts";

/** A stack of one service that provides its name, and may consume another one. */
function stackOf(name: string, consumes: string[] = []): Stack {
  return defineStack({
    name,
    description: `The ${name}.`,
    services: [
      defineService({
        name,
        runtime: { kind: "container", image: name },
        endpoints: { http: { port: 80, protocol: "http" } },
      }),
    ],
    provides: { [name]: { service: name, endpoint: "http", path: "/api" } },
    consumes: Object.fromEntries(
      consumes.map((key) => [key, { variable: `${key.toUpperCase()}_URL`, message: `URL of the ${key}` }]),
    ),
  });
}

const [shop, database, till] = [
  stackOf("shop", ["database"]),
  stackOf("database"),
  stackOf("till", ["shop"]),
];
const all = [till, shop, database];
const names = (stacks: Stack[]) => stacks.map(({ name }) => name);

test("a file that joins the services of others is not a stack of its own", () => {
  const joined = { ...shop, name: "all", services: [...shop.services, ...database.services] };
  expect(names(singleStacks([shop, database, joined]))).toEqual(["shop", "database"]);
});

test("a service that only a Compose profile starts is not waited for: it is left out", () => {
  const page = {
    ...shop.services[0],
    name: "page",
    compose: { profiles: ["ui"] },
  } as Stack["services"][number];
  const [withPage] = singleStacks([{ ...shop, services: [...shop.services, page] }]);
  expect(withPage?.services.map(({ name }) => name)).toEqual(["shop"]);
});

test("providers come before consumers, whatever the order of the definitions", () => {
  expect(names(chooseParts(all, [], []))).toEqual(["database", "shop", "till"]);
});

test("what an instance has stays when another stack is asked for", () => {
  expect(names(chooseParts(all, ["till"], ["shop"]))).toEqual(["shop", "till"]);
  expect(names(chooseParts(all, [], ["shop"]))).toEqual(["shop"]);
});

test("stacks that need each other are both chosen", () => {
  const [left, right] = [stackOf("left", ["right"]), stackOf("right", ["left"])];
  expect(names(chooseParts([left, right], [], []))).toEqual(["left", "right"]);
});

test("a stack that does not exist is a usage error that names the known ones", () => {
  expect(() => chooseParts(all, ["shpo"], [])).toThrowError(UsageError);
});

test("a consumed address is that of the provider in the network, unless the reader gives another", () => {
  expect(wiringOf([shop, database], {})).toEqual({ DATABASE_URL: "http://database:80/api" });
  expect(wiringOf([shop], { DATABASE_URL: "http://elsewhere" })).toEqual({
    DATABASE_URL: "http://elsewhere",
  });
});

test("what nobody provides is refused with the stack that would, and the variable", () => {
  try {
    wiringOf([shop], {}, all);
    expect.unreachable();
  } catch (error) {
    expect((error as StackError).parts).toMatchObject({
      code: "PART_MISSING",
      next: "Also run the stack `database`, or set DATABASE_URL: URL of the database",
    });
  }
});

const endpoint = (service: string, port: number) => ({
  service,
  endpoint: "http",
  scope: "loopback" as const,
  inNetwork: "",
  url: `ws://127.0.0.1:${port}`,
  variable: `${service.toUpperCase()}_PORT`,
});
const endpoints = [endpoint("relay", 7777), endpoint("faucet", 11_004)];
const portsOf = (choice: Partial<Parameters<typeof choosePorts>[1]>) =>
  choosePorts(endpoints, { portBase: null, known: {}, given: {}, ...choice }).map(({ port }) => port);

test("ports are the defaults, those of the reader's variables, a row, or free ones that stay", () => {
  expect(portsOf({})).toEqual([7777, 11_004]);
  expect(portsOf({ given: { FAUCET_PORT: "9000" } })).toEqual([7777, 9000]);
  expect(portsOf({ portBase: 20_000, given: { FAUCET_PORT: "9000" } })).toEqual([20_000, 20_001]);
  expect(portsOf({ portBase: 0 })).toEqual([0, 0]);
  expect(portsOf({ portBase: 0, known: { RELAY_PORT: 41_000 } })).toEqual([41_000, 0]);
});

test("a variable that holds no port is a usage error", () => {
  expect(() => portsOf({ given: { RELAY_PORT: "http" } })).toThrowError(/RELAY_PORT is no port/);
});

test("names carry the instance, and the default one has none", () => {
  expect(projectName("unicity", "relay", "default")).toBe("unicity-relay");
  expect(projectName("unicity", "relay", "two")).toBe("unicity-relay-two");
  expect([networkName("unicity", "default"), networkName("unicity", "two")]).toEqual([
    "unicity",
    "unicity-two",
  ]);
});
