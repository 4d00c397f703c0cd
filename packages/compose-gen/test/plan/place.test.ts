import { describe, expect, test } from "vitest";
import {
  composeStacks,
  defineConfig,
  defineService,
  defineStack,
  type Profile,
  planStack,
  renderCompose,
  type Stack,
} from "../../src/index.ts";
import { edgeConfig } from "../fixtures/edge.ts";
import { mistakes } from "../support/mistakes.ts";

const { config, definitions, host } = edgeConfig();
const [generation] = definitions.generations;
if (!generation) throw new Error("there is one");
const planOf = (name: string, profile: Profile = host) => {
  const stack = definitions.stacks.default?.find((candidate) => candidate.name === name);
  if (!stack) throw new Error(`no stack ${name}`);
  return planStack(definitions, stack, profile, generation);
};

describe("a service behind the edge", () => {
  const { web, database } = planOf("shop").compose.services;

  test("publishes no port and joins the network of the edge", () => {
    expect(web?.ports).toBeUndefined();
    expect(web?.networks).toEqual(["default", "edge"]);
    expect(planOf("shop").compose.networks?.edge).toEqual({ external: true, name: `\${EDGE_NET:-edge-net}` });
  });

  test("gets environment, memory, capabilities, user and a volume of its own from the overlay", () => {
    expect(web?.environment).toMatchObject({
      ADMIN: `\${ADMIN:?who gets mail}`,
      DOMAIN: `\${DOMAIN:?the domain}`,
      OWN: "kept",
    });
    expect(web?.cap_add).toEqual(["CHOWN", "NET_BIND_SERVICE"]);
    expect(web?.user).toBe("0:0");
    expect(web?.tmpfs).toEqual([
      "/run:size=9m,mode=1777,noexec,nosuid,nodev",
      "/tmp:size=1m,mode=1777,noexec,nosuid,nodev",
    ]);
    expect(web?.volumes).toEqual([{ source: "web-certificates", target: "/certificates", type: "volume" }]);
    expect(planOf("shop").compose.volumes?.["web-certificates"]).toEqual({
      labels: { "compose-gen.volume.class": "certs", "compose-gen.volume.engine": "files" },
      name: "acme-web-certificates",
    });
    expect(web?.stop_grace_period).toBe("45s");
  });

  test("has its public URL in the plan", () => {
    const [row] = planOf("shop").endpoints.filter(({ service }) => service === "web");
    expect(row).toMatchObject({ publicUrl: `wss://\${DOMAIN}/live` });
    expect(row?.url).toBeUndefined();
  });

  test("leaves the services that are not behind it as they were", () => {
    expect(database?.networks).toEqual(["default"]);
    expect(database?.user).toBe("999:999");
    expect(database?.environment).toBeUndefined();
  });
});

test("several services behind the edge have a domain each", () => {
  const plan = planOf("two-doors");
  expect(plan.compose.services.web?.environment?.DOMAIN).toBe(`\${WEB_DOMAIN:?the domain}`);
  expect(plan.compose.services["web-admin"]?.environment?.DOMAIN).toBe(`\${WEB_ADMIN_DOMAIN:?the domain}`);
  const required = plan.variables.filter((variable) => variable.required).map(({ name }) => name);
  expect(required).toEqual(["ADMIN", "WEB_ADMIN_DOMAIN", "WEB_DOMAIN"]);
});

test("the variables of the edge are described, and the example of a domain says what the service provides", () => {
  const { variables } = planOf("two-doors");
  expect(variables.filter(({ name }) => /ADMIN|EDGE|DOMAIN/.test(name))).toEqual([
    { name: "ADMIN", description: "Who gets mail", required: "who gets mail", example: "a@b.example" },
    { name: "EDGE_NET", description: "Network of the edge", default: "edge-net" },
    {
      name: "WEB_ADMIN_DOMAIN",
      description: "Domain of web-admin",
      required: "the domain",
      example: "office.example",
    },
    { name: "WEB_DOMAIN", description: "Domain of web", required: "the domain", example: "web.example" },
  ]);
});

test("a file with fixed names says that one copy fits on a host", () => {
  const [project] = planOf("shop").variables;
  expect(project?.description).toContain("one copy");
});

test("fixed names are those of the project, and every container says what it is", () => {
  const { services } = planOf("shop").compose;
  expect(services.database).toMatchObject({ container_name: "acme-database", hostname: "acme-database" });
  expect(services.web?.labels).toEqual({
    "compose-gen.project": "acme",
    "compose-gen.service": "web",
    "compose-gen.stack": "shop",
    "example/door": "of the edge",
  });
});

test("without an edge the profile changes nothing", () => {
  const local = definitions.profiles[0] as Profile;
  const { web } = planOf("shop", local).compose.services;
  expect(web?.ports).toHaveLength(1);
  expect(web).not.toHaveProperty("container_name");
  expect(renderCompose(planOf("shop", local))).not.toMatch(/edge|DOMAIN|certificates/);
});

test("names that the overlay needs are refused in a stack, with the profile that needs them", () => {
  const taken = defineStack({
    name: "taken",
    description: "Has the names of the overlay",
    services: [
      defineService({
        name: "web",
        runtime: { kind: "container", image: "shop" },
        endpoints: { http: { port: 80, protocol: "http" } },
        edge: { endpoint: "http" },
        networks: ["edge"],
        mounts: [{ volume: "web-certificates", target: "/own" }],
      }),
    ],
    networks: { edge: {} },
    volumes: { "web-certificates": { class: "state" } },
  });
  expect(mistakes(() => defineConfig({ ...config, stacks: [taken] }))).toEqual([
    "networks.edge: is the network of the edge of profile host: rename it",
    "volumes.web-certificates: is the volume certificates of profile host: rename it",
  ]);
});

test("an edge endpoint and a check's endpoint must exist", () => {
  const service = defineService({
    name: "web",
    runtime: { kind: "container", image: "shop" },
    endpoints: { http: { port: 80, protocol: "http" } },
    edge: { endpoint: "htpp" },
  });
  const act = () =>
    defineStack({
      name: "small",
      description: "Small",
      services: [service],
      checks: { health: { kind: "http.status", endpoint: "wbe/http" } },
    });
  expect(mistakes(act)).toEqual([
    'services.web.edge: endpoint of web "htpp" is not defined. Did you mean "http"?',
    'checks.health.endpoint: service "wbe" is not defined. Did you mean "web"?',
  ]);
});

describe("names that fall together behind the edge are refused", () => {
  const door = (name: string) =>
    defineService({
      name,
      runtime: { kind: "container", image: "shop" },
      endpoints: { http: { port: 80, protocol: "http" } },
      edge: { endpoint: "http" },
    });
  const act = (...names: string[]) => {
    const stack = defineStack({ name: "doors", description: "Doors", services: names.map(door) });
    return mistakes(() => defineConfig({ ...config, stacks: [stack] }));
  };

  test("variables of one name", () => {
    expect(act("a-b", "a_b")).toEqual([
      "services.a_b: has the variable A_B_DOMAIN together with a-b behind the edge: rename one of them",
    ]);
  });

  test("a variable that cannot be one", () => {
    expect(act("1web", "web")).toEqual([
      "services.1web: needs the variable 1WEB_DOMAIN, which cannot be one: rename the service",
    ]);
    expect(() => act("1web")).toThrow("nothing was refused");
  });
});

describe("fixed names", () => {
  const service = (name: string, image: string, volume: string) =>
    defineService({
      name,
      runtime: { kind: "container", image },
      mounts: [{ volume, target: "/data" }],
    });
  const stack = (name: string, owner: string) =>
    defineStack({
      name,
      description: "A stack",
      services: [service(owner, "shop", "data")],
      volumes: { data: { class: "state" } },
    });
  const act =
    (...stacks: Stack[]) =>
    () =>
      defineConfig({ ...config, stacks });

  test("of different volumes in two stacks are refused", () => {
    expect(mistakes(act(stack("shop", "web"), stack("blog", "press")))).toEqual([
      'profiles.host.fixedNames: gives the volume "data" of the stacks shop and blog the same name: rename one of them',
    ]);
  });

  test("of different services in two stacks are refused", () => {
    const other = defineStack({
      name: "blog",
      description: "A blog",
      services: [defineService({ name: "web", runtime: { kind: "container", image: "shop" } })],
    });
    expect(mistakes(act(stack("shop", "web"), other))).toEqual([
      'profiles.host.fixedNames: gives the service "web" of the stacks shop and blog the same name: rename one of them',
    ]);
  });

  test("of the same things, alone and composed, are meant", () => {
    const both = composeStacks({ name: "both", description: "Both", stacks: [stack("shop", "web")] });
    expect(act(stack("shop", "web"), both)).not.toThrow();
  });
});
