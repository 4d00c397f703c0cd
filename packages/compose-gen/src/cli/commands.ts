import type { CommandEntry } from "./command.ts";

/** All commands in the order of the overview. They are loaded when they are used: `render` never pays for the others. */
export const commands: readonly CommandEntry[] = [
  {
    name: "render",
    summary: "write the Compose files and their .env.example",
    writes: true,
    load: async () => (await import("./render.ts")).renderCommand,
  },
  {
    name: "diff",
    summary: "show what render would change",
    load: async () => (await import("./diff.ts")).diffCommand,
  },
  {
    name: "list",
    summary: "stacks, profiles, generations and images",
    load: async () => (await import("./list.ts")).listCommand,
  },
  {
    name: "init",
    summary: "write a configuration of your own to start from",
    writes: true,
    load: async () => (await import("./init.ts")).initCommand,
  },
  {
    name: "schema",
    summary: "print the JSON Schema of a configuration",
    load: async () => (await import("./schema.ts")).schemaCommand,
  },
  {
    name: "lint",
    summary: "find what is unsafe, and list the waivers",
    load: async () => (await import("./lint.ts")).lintCommand,
  },
  {
    name: "explain",
    summary: "why a rule is there, and how to repair or waive it",
    load: async () => (await import("./explain.ts")).explainCommand,
  },
  {
    name: "lock",
    summary: "check images.lock.json, or ask registries for its digests",
    writes: true,
    load: async () => (await import("./lock.ts")).lockCommand,
  },
  {
    name: "compile",
    summary: "store definitions as the JSON that a shipped command holds",
    writes: true,
    internal: true,
    load: async () => (await import("./compile.ts")).compileCommand,
  },
];
