import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { composeStacks, renderCompose } from "../../src/index.ts";
import { mergePatch } from "../../src/plan/merge-patch.ts";
import { stackOf } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";
import { planOf } from "../support/plan.ts";

describe("raw Compose keys", () => {
  test("of a service are merged into it: objects merge, null removes, all else replaces", () => {
    const stack = stackOf([
      {
        runtime: { kind: "container", image: "shop", environment: { A: "1" } },
        compose: {
          ulimits: { nofile: { soft: 1024, hard: 2048 } },
          environment: { B: `\${B:-2}` },
          logging: { options: { tag: "web" } },
          security_opt: ["seccomp:unconfined"],
          pids_limit: null,
        },
      },
    ]);
    const { web } = planOf(stack).compose.services;
    expect(web).toMatchObject({
      ulimits: { nofile: { soft: 1024, hard: 2048 } },
      environment: { A: "1", B: `\${B:-2}` },
      logging: { driver: "json-file", options: { "max-size": "10m", tag: "web" } },
      security_opt: ["seccomp:unconfined"],
    });
    expect(web).not.toHaveProperty("pids_limit");
    expect(Object.keys(web ?? {})).toEqual(Object.keys(web ?? {}).sort());
  });

  test("of a stack are merged into the file", () => {
    const stack = stackOf([{}], {
      compose: { "x-team": "shop", networks: { default: { enable_ipv6: true } } },
    });
    const file = parse(renderCompose(planOf(stack)));
    expect(file).toMatchObject({ "x-team": "shop", networks: { default: { enable_ipv6: true } } });
    expect(Object.keys(file).slice(0, 2)).toEqual(["name", "services"]);
  });

  test("survive in a stack that is composed of several", () => {
    const first = stackOf([{}], { name: "one", compose: { "x-one": 1 } });
    const second = stackOf([{ name: "other" }], { name: "two", compose: { "x-two": null } });
    const both = composeStacks({ name: "both", description: "Both", stacks: [first, second] });
    expect(both.compose).toEqual({ "x-one": 1, "x-two": null });
    const clash = stackOf([{ name: "other" }], { name: "two", compose: { "x-one": 2 } });
    const act = () => composeStacks({ name: "both", description: "Both", stacks: [first, clash] });
    expect(mistakes(act)).toEqual(["compose.x-one: one and two define it differently: rename one of them"]);
  });

  test.each([
    [{ ulimit: {} }, 'services.web.compose: unknown Compose key "ulimit". Did you mean "ulimits"?'],
    [{ ports: "80" }, "services.web.compose.ports: must be array in the Compose specification"],
    [
      { healthcheck: { tset: [] } },
      'services.web.compose.healthcheck: unknown Compose key "tset". Did you mean "test"?',
    ],
  ])("%j is refused with its path", (compose, line) => {
    expect(mistakes(() => stackOf([{ compose }]))).toEqual([line]);
  });

  test("of a stack are refused with their path too", () => {
    const act = () => stackOf([{}], { compose: { volumes: { data: { drvier: "local" } } } });
    expect(mistakes(act)).toEqual([
      'compose.volumes.data: unknown Compose key "drvier". Did you mean "driver"?',
    ]);
  });
});

describe("raw keys that bring in other files or remove what the model has", () => {
  test.each([
    [{ extends: { file: "evil.yml", service: "evil" } }, "services.web.compose.extends: reads another file"],
    [{ env_file: "/etc/shadow" }, "services.web.compose.env_file: reads another file"],
    [{ network_mode: "bridge" }, "services.web.compose.network_mode: excludes networks"],
  ])("%j of a service is refused", (compose, line) => {
    expect(mistakes(() => stackOf([{ compose }]))).toEqual([expect.stringContaining(line)]);
  });

  test.each([
    [{ include: ["evil.yml"] }, "compose.include: reads another file"],
    [{ services: null }, "compose.services: would remove every service"],
    [{ services: { web: null } }, "compose.services.web: would remove the service"],
    [{ services: { evil: { image: "x" } } }, "compose.services.evil: is no service of the stack"],
    [
      { services: { web: { extends: { file: "evil.yml", service: "evil" } } } },
      "compose.services.web.extends: reads another file",
    ],
  ])("%j of a stack is refused", (compose, line) => {
    expect(mistakes(() => stackOf([{}], { compose }))).toEqual([expect.stringContaining(line)]);
  });
});

describe("a merge patch", () => {
  const json = fc.jsonValue({ maxDepth: 4 });

  test("gives itself where nothing was, without its nulls", () => {
    expect(mergePatch({ a: { b: 1, c: 2 } }, { a: { b: null, d: { e: null } } })).toEqual({
      a: { c: 2, d: {} },
    });
  });

  test("changes neither of its arguments and is idempotent", () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  test("takes __proto__ for a key", () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"polluted":1}}')) as object;
    expect(Object.keys(merged)).toEqual(["__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
