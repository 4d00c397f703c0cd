import type { CommandResult, RunCommand } from "rehearsal";

type Kind = "container" | "network" | "volume";

/** A container, network or volume of the fake engine. */
export interface Thing {
  readonly kind: Kind;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** An engine that lists, inspects and removes the things in it, as `docker` does for the arguments that are used here. */
export class FakeEngine {
  things: Thing[];
  /** Names that the engine refuses to remove. */
  readonly stuck: string[] = [];
  readonly commands: string[] = [];

  constructor(things: readonly Thing[]) {
    this.things = [...things];
  }

  readonly run: RunCommand = async ([, ...args]) => {
    this.commands.push(args.join(" "));
    const [first = "", second = ""] = args;
    if (first === "version") return done("26.1");
    if (first === "ps") return done(this.#list("container", args));
    if (first === "rm") return this.#remove("container", args.slice(1));
    const kind = first as Kind;
    if (second === "ls") return done(this.#list(kind, args));
    if (second === "rm") return this.#remove(kind, args.slice(2));
    return this.#inspect(kind, args);
  };

  #list(kind: Kind, args: readonly string[]): string {
    const filters = args.flatMap((arg, index) => (args[index - 1] === "--filter" ? [arg] : []));
    const label = /\{\{\.Label "(.*)"\}\}/.exec(args.at(-1) ?? "")?.[1];
    return this.things
      .filter((thing) => thing.kind === kind && filters.every((filter) => matches(thing, filter)))
      .map((thing) => (label === undefined ? thing.name : (thing.labels?.[label] ?? "")))
      .join("\n");
  }

  #remove(kind: Kind, args: readonly string[]): CommandResult {
    const names = args.filter((arg) => !arg.startsWith("--") && !this.stuck.includes(arg));
    this.things = this.things.filter((thing) => thing.kind !== kind || !names.includes(thing.name));
    return done("");
  }

  #inspect(kind: Kind, args: readonly string[]): CommandResult {
    if (!args.includes("--format")) return this.#inspectAll(kind, args.slice(2));
    const label = /index \.Labels "(.*)"/.exec(args.join(" "))?.[1] ?? "";
    const thing = this.things.find((one) => one.kind === kind && one.name === args.at(-1));
    return thing ? done(thing.labels?.[label] ?? "") : { ...done(""), exitCode: 1 };
  }

  /** What there is, and a complaint about each one that is not there. */
  #inspectAll(kind: Kind, names: readonly string[]): CommandResult {
    const known = this.things.filter((thing) => thing.kind === kind && names.includes(thing.name));
    const gone = names.filter((name) => !known.some((thing) => thing.name === name));
    return {
      exitCode: gone.length > 0 ? 1 : 0,
      stdout: JSON.stringify(known.map(({ name, labels }) => ({ Name: name, Labels: labels ?? null }))),
      stderr: gone.map((name) => `Error response from daemon: get ${name}: no such ${kind}`).join("\n"),
    };
  }
}

function matches({ name, labels = {} }: Thing, filter: string): boolean {
  const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(filter) ?? [];
  if (key === "name") return name.includes(value);
  const [label = "", wanted] = value.split("=");
  return wanted === undefined ? label in labels : labels[label] === wanted;
}

const done = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
