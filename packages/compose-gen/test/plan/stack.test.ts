import { expect, test } from "vitest";
import {
  type Generation,
  type ImageReplacements,
  type Profile,
  planStack,
  renderCompose,
  type Stack,
} from "../../src/index.ts";
import { shopStack } from "../fixtures/shop.ts";
import { stackOf } from "../support/minimal.ts";
import { definitions } from "../support/plan.ts";

const [one, two] = definitions.generations as [Generation, Generation];
const [local] = definitions.profiles as [Profile];
const plan = (
  options: { stack?: Stack; profile?: Profile; generation?: Generation; images?: ImageReplacements } = {},
) =>
  planStack(
    definitions,
    options.stack ?? shopStack(),
    options.profile ?? local,
    options.generation ?? one,
    options.images,
  );

test("the default generation lies at the top, others and profiles with a folder below it", () => {
  const host = { ...local, name: "other", directory: "other" };
  expect(plan().path).toBe("shop.yml");
  expect(plan({ generation: two }).path).toBe("two/shop.yml");
  expect(plan({ profile: host }).path).toBe("other/shop.yml");
  expect(plan({ profile: host, generation: two }).path).toBe("two/other/shop.yml");
});

test("a generation redirects an image key to its own pin", () => {
  expect(plan({ generation: two }).compose.services.web?.image).toBe("registry.example/acme/shop:2.0.0");
});

test("a replaced image changes nothing but image lines", () => {
  const images = { images: { shop: "shop:local", postgres: "double/postgres" } };
  const before = renderCompose(plan()).split("\n");
  const after = renderCompose(plan({ images })).split("\n");
  expect(after).toHaveLength(before.length);
  const changed = after.filter((line, index) => line !== before[index]);
  expect([...new Set(changed.map((line) => line.trim()))].sort()).toEqual([
    "image: double/postgres",
    "image: shop:local",
  ]);
});

test("another registry moves our own images only, and keeps tag and digest", () => {
  const { web, database } = plan({ images: { imageRegistry: "mirror.example:5000/us" } }).compose.services;
  expect(web?.image).toBe("mirror.example:5000/us/shop:1.0.0");
  expect(database?.image).toBe(`docker.io/library/postgres:17.2.0@sha256:${"ab".repeat(32)}`);
});

test("a profile is data: its addresses, parameters and images are used whatever its name is", () => {
  const profile: Profile = {
    ...local,
    name: "anything",
    directory: "anything",
    addresses: { ...local.addresses, loopback: "127.0.0.9" },
    parameters: { LOG_LEVEL: "debug" },
    images: { shop: "shop:dev" },
  };
  const { web } = plan({ profile }).compose.services;
  expect(web?.ports?.[0]?.host_ip).toBe("127.0.0.9");
  expect(web?.environment?.LOG_LEVEL).toBe(`\${LOG_LEVEL:-debug}`);
  expect(web?.image).toBe("shop:dev");
  const closed = { ...profile, addresses: { ...profile.addresses, loopback: null } };
  expect(plan({ profile: closed }).compose.services.web?.ports).toBeUndefined();
});

test("what this version cannot render is refused instead of rendered wrongly", () => {
  const spread = stackOf([{ name: "here" }, { name: "there", host: "second" }]);
  expect(() => plan({ stack: spread })).toThrow(/HOSTS_NOT_RENDERED/);
});

test("a plan is plain data", () => {
  const planned = plan();
  expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
});
