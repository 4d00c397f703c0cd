import {
  compileConfig,
  defineConfig,
  defineService,
  defineStack,
  type ServiceInput,
  type StackInput,
} from "../../../src/index.ts";
import { subjectsOf } from "../../../src/lint/definition/subject.ts";
import type { Finding } from "../../../src/lint/finding.ts";
import { lint } from "../../../src/lint/lint.ts";
import { shopConfig } from "../../fixtures/shop.ts";
import { serviceInput } from "../../support/minimal.ts";

export const health = { command: ["shop", "ping"] };
export const web: Partial<ServiceInput> = {
  health,
  endpoints: { http: { port: 8080, protocol: "http", scope: "loopback", published: 8080 } },
};

/** A stack with the service `web`, and others, as an outsider would write it into a change for review. */
export function stackOf(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}) {
  return defineStack({
    name: "small",
    description: "A small stack",
    services: [defineService(serviceInput({ ...web, ...service }))],
    ...extra,
  });
}

/** Findings that nobody waived. */
export function found(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): Finding[] {
  const config = shopConfig();
  const stacks = { ...config.stacks, one: [stackOf(service, extra)] };
  const definitions = compileConfig(defineConfig({ ...config, stacks }), { acceptFindings: true });
  return lint(subjectsOf(definitions), "2026-06-01")
    .filter(({ subject }) => subject.file === "small.yml")
    .flatMap(({ findings }) => findings)
    .filter(({ waived }) => !waived);
}

/** The errors, which `render` refuses. */
export function errors(service: Partial<ServiceInput>, extra: Partial<StackInput> = {}): string[] {
  return found(service, extra)
    .filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule);
}

export const secret = (file: unknown) =>
  ({
    secrets: {
      key: { purpose: "a key", format: "text", rotation: "replace it", consumers: ["web"], file },
    },
  }) as Partial<StackInput>;
export const usesKey = { secrets: [{ secret: "key" }] };
