import { expect, test } from "vitest";
import {
  compileConfig,
  composeStacks,
  defineConfig,
  defineService,
  defineStack,
  type Stack,
  type StackInput,
} from "../../src/index.ts";
import { paymentStack, shopConfig, shopStack } from "../fixtures/shop.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";
import { planOf } from "../support/plan.ts";

const together = () =>
  composeStacks({ name: "all", description: "Both", stacks: [shopStack(), paymentStack()] });

test("what a stack consumes alone is a required variable with its message", () => {
  const plan = planOf(shopStack());
  expect(plan.compose.services.web?.environment?.PAYMENT_URL).toBe(
    `\${PAYMENT_URL:?${"URL of the payment service"}}/v1`,
  );
  expect(plan.variables).toContainEqual({ name: "PAYMENT_URL", required: "URL of the payment service" });
});

test("what another stack of the file provides is its in-network URL, and nobody has to set a variable", () => {
  const plan = planOf(together());
  expect(plan.compose.services.web?.environment?.PAYMENT_URL).toBe("http://payment:9000/api/v1");
  expect(plan.variables.filter((variable) => variable.required)).toEqual([]);
});

test("only the services that consume wait for the provider", () => {
  const { services } = planOf(together()).compose;
  expect(services.web?.depends_on?.payment).toEqual({ condition: "service_healthy" });
  expect(services.migrate?.depends_on).toEqual({ database: { condition: "service_healthy" } });
});

test("a dependency that the service states itself is kept", () => {
  const shop = shopStack();
  const stacks = [
    {
      ...shop,
      services: shop.services.map((service) =>
        service.name === "web"
          ? { ...service, dependsOn: { ...service.dependsOn, payment: "started" as const } }
          : service,
      ),
    },
    paymentStack(),
  ];
  const all = composeStacks({ name: "all", description: "Both", stacks });
  expect(all.services.find((service) => service.name === "web")?.dependsOn.payment).toBe("started");
});

test("an environment variable that is called like a reference is not one", () => {
  const consumer = defineStack({
    name: "odd",
    description: "Has a variable named consumes",
    services: [
      defineService(
        serviceInput({
          name: "odd",
          runtime: {
            kind: "container",
            image: "shop",
            environment: { consumes: "payment", url: { consumes: "payment" } },
          },
        }),
      ),
    ],
    consumes: { payment: { variable: "PAYMENT_URL", message: "where" } },
  });
  const all = composeStacks({ name: "all", description: "Both", stacks: [consumer, paymentStack()] });
  expect(all.services[0]?.runtime.environment).toEqual({
    consumes: "payment",
    url: { endpoint: "payment/api", path: "/api" },
  });
});

test("wiring joins endpoints of different names", () => {
  const renamed = { ...paymentStack(), provides: { bank: { service: "payment", endpoint: "api" } } };
  const all = composeStacks({
    name: "all",
    description: "Both",
    stacks: [shopStack(), renamed],
    wiring: { payment: "bank" },
  });
  expect(planOf(all).compose.services.web?.environment?.PAYMENT_URL).toBe("http://payment:9000/v1");
  expect(all.consumes).toEqual({});
});

test("the definitions that it is made from stay as they were", () => {
  const [shop, payment] = [shopStack(), paymentStack()];
  composeStacks({ name: "all", description: "Both", stacks: [shop, payment] });
  expect([shop, payment]).toEqual([shopStack(), paymentStack()]);
});

test("two definitions of one name, and wiring to nobody, are refused with the stacks' names", () => {
  const other = {
    ...paymentStack(),
    volumes: { orders: { class: "cache" as const, engine: "files" as const, external: false } },
  };
  expect(
    mistakes(() =>
      composeStacks({
        name: "all",
        description: "Both",
        stacks: [shopStack(), other],
        wiring: { payment: "bnak", pay: "shop" },
      }),
    ),
  ).toEqual([
    'wiring.payment: nobody provides "bnak". Known: payment, shop.',
    "wiring.pay: nobody consumes it. Known: payment.",
    "volumes.orders: shop and payment define it differently: rename one of them",
  ]);
});

test("two services of one name are refused", () => {
  expect(
    mistakes(() =>
      composeStacks({ name: "all", description: "Twice", stacks: [paymentStack(), paymentStack()] }),
    ),
  ).toContain("services.payment: is defined twice: rename one of them");
});

test("a reason of one stack excuses nothing in another", () => {
  const rooted = (name: string, waivers: StackInput["waivers"] = []) =>
    stackOf(
      [
        {
          name,
          runtime: { kind: "container", image: "shop", user: "0:0" },
          health: { command: ["shop", "ping"] },
        },
      ],
      { name: `${name}-stack`, waivers },
    );
  const waiver = { rule: "user.non-root", reason: "drops its privileges itself" };
  const { images, lock } = shopConfig();
  const compile = (...stacks: Stack[]) =>
    compileConfig(
      defineConfig({
        project: "acme",
        images: {
          ...images,
          shop: { ...images.shop, repository: "registry.example/acme/shop", tag: "1.0.0", tools: ["shop"] },
        },
        lock,
        stacks: [composeStacks({ name: "both", description: "Both", stacks })],
      }),
    );
  expect(() => compile(rooted("one", [waiver]), rooted("two", [waiver]))).not.toThrow();
  expect(() => compile(rooted("one", [waiver]), rooted("two"))).toThrow(/LINT_FAILED[\s\S]*two/);
});
