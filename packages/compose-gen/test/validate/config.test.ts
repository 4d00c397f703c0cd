import { describe, expect, test } from "vitest";
import { type Config, compileConfig, defineConfig, type Profile, type Stack } from "../../src/index.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { mistakes } from "../support/mistakes.ts";

/** The example configuration after a change, defined and compiled. */
function changed(change: (config: Config) => void): () => unknown {
  const config = structuredClone(shopConfig());
  change(config);
  return () => compileConfig(defineConfig(config));
}

const local = (config: Config) => config.profiles[0] as Profile;

test("the example is accepted, and stays the same as JSON", () => {
  const config = shopConfig();
  expect(defineConfig(JSON.parse(JSON.stringify(config)))).toEqual(JSON.parse(JSON.stringify(config)));
});

describe("images and their lock", () => {
  test("an incomplete lock is accepted as a definition, so that it can be completed, and not for rendering", () => {
    const config = structuredClone(shopConfig());
    config.lock.images = {};
    expect(mistakes(() => compileConfig(defineConfig(config)))).toHaveLength(4);
    expect(defineConfig(config).lock.images).toEqual({});
  });

  test.each<[string, (config: Config) => void, string]>([
    [
      "an image without a lock entry",
      (config) => delete config.lock.images.shop,
      "lock.images.shop: is missing: lock registry.example/acme/shop:1.0.0",
    ],
    [
      "a lock entry without an image",
      (config) => {
        config.lock.images.shpo = structuredClone(config.lock.images.shop as never);
      },
      'lock.images.shpo: is no image. Did you mean "shop"?',
    ],
    [
      "a tag that changed without its digest",
      (config) => Object.assign(config.images.postgres as object, { tag: "17.3.0" }),
      "lock.images.postgres.reference: is docker.io/library/postgres:17.2.0, but images.json says docker.io/library/postgres:17.3.0: the digest belongs to another tag",
    ],
    [
      "a tag that can move",
      (config) => Object.assign(config.images.shop as object, { tag: "latest" }),
      "images.shop.tag: must be a git commit or an exact version x.y.z: `latest`, `stable` and `7.0` can move",
    ],
    [
      "a tag inside the repository",
      (config) =>
        Object.assign(config.images.shop as object, { repository: "registry.example/acme/shop:1.0.0" }),
      "images.shop.repository: must be registry/path in lower case without tag or digest",
    ],
    [
      "neither digest nor waiver",
      (config) => delete config.lock.images.shop?.waiver,
      "lock.images.shop.waiver: has no digest: lock the image, or add a waiver with a reason and an expiry date",
    ],
    [
      "a digest that is none",
      (config) => Object.assign(config.lock.images.postgres as object, { digest: "sha256:abc" }),
      "lock.images.postgres.digest: must be sha256: and 64 hex digits",
    ],
    [
      "verified without a digest",
      (config) => Object.assign(config.lock.images.shop as object, { verified: true }),
      "lock.images.shop.verified: is verified without a digest",
    ],
    [
      "a generation that redirects to no image",
      (config) => Object.assign(config.generations[1]?.images as object, { shop: "shop-nxt" }),
      'generations.two.images: image "shop-nxt" is not in images.json. Did you mean "shop-next"?',
    ],
  ])("%s is refused", (_what, change, expected) => {
    expect(mistakes(changed(change))).toContain(expected);
  });

  test("an image that no service may use under this key is refused where it is used", () => {
    const act = changed((config) => {
      delete config.images.payment;
      delete config.lock.images.payment;
    });
    expect(mistakes(act)).toContain(
      'stacks.one.payment.services.payment.runtime.image: image "payment" is not in images.json. Known: postgres, shop, shop-next.',
    );
  });
});

describe("generations", () => {
  test("one without stacks, stacks of none and an unknown default are refused", () => {
    expect(mistakes(changed((config) => delete config.stacks.two))).toEqual([
      "stacks.two: is missing: the generation two needs stacks",
    ]);
    expect(
      mistakes(
        changed((config) => {
          config.stacks.tow = [];
        }),
      ),
    ).toEqual(['stacks.tow: no such generation. Did you mean "two"?']);
    expect(
      mistakes(
        changed((config) => {
          config.defaultGeneration = "tow";
        }),
      ),
    ).toEqual(['defaultGeneration: no such generation. Did you mean "two"?']);
  });

  test("a configuration without them has one, with its stacks and this machine as the profile", () => {
    const { images, lock, stacks } = shopConfig();
    const { extensions, ...config } = defineConfig({
      project: "acme",
      images,
      lock,
      stacks: stacks.one as Stack[],
    });
    expect(config.defaultGeneration).toBe("default");
    expect(config.stacks.default).toEqual(stacks.one);
    expect(config.profiles.map(({ name }) => name)).toEqual(["local"]);
    expect(extensions).toEqual({});
  });
});

test("text of a profile that Compose would read as a variable is refused", () => {
  const act = changed((config) =>
    config.profiles.push({
      ...local(config),
      name: "second",
      description: "Another",
      directory: "second",
      parameters: { LOG_LEVEL: "a}b" },
      images: { shop: "$IMAGE" },
    }),
  );
  expect(mistakes(act)).toEqual([
    "profiles[1].parameters.LOG_LEVEL: must be one line without `$`, `{` or `}`",
    "profiles[1].images.shop: must be an image reference",
  ]);
});

test("two profiles of one folder are refused", () => {
  const act = changed((config) => config.profiles.push({ ...local(config), name: "second" }));
  expect(mistakes(act)).toEqual(['profiles.second.directory: "" is already that of local']);
});

test("a parameter of a profile that no stack has is refused", () => {
  const act = changed((config) => {
    local(config).parameters = { SHOP_PROT: "9", LOG_LEVEL: "debug" };
  });
  expect(mistakes(act)).toEqual([
    'profiles.local.parameters.SHOP_PROT: is a variable of no stack. Did you mean "SHOP_PORT"?',
  ]);
});
