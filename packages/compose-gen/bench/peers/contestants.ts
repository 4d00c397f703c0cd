import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chainProjen, chainVersion3, composerizeArguments } from "./chain.ts";
import { findProgram, installPeers } from "./install.ts";
import { type Command, output, time } from "./measure.ts";

/** A program of the comparison, at the size that it can do. */
export interface Contestant {
  name: string;
  /** Why it does not run here. */
  missing?: string;
  /** What is particular about its figure. */
  note?: string;
  /** ms that are not work: a fixed wait. */
  idle?: number;
  /** The cold process; what it writes goes to a folder that does not exist yet. */
  command(folder: string): Command;
  /** The Compose file that it makes; absent for one that only reads. */
  makes?(folder: string, env: Record<string, string>): string;
}

const fromFile =
  (contestant: Pick<Contestant, "command">, path: string) =>
  (folder: string, env: Record<string, string>) => {
    time({ ...contestant.command(folder), env });
    return readFileSync(join(folder, path), "utf8");
  };
const printed = (contestant: Pick<Contestant, "command">) => (folder: string, env: Record<string, string>) =>
  output({ ...contestant.command(folder), env });

/** All peers that read or write the 30 services of the chain; `rendered` is the file that compose-gen made of them. */
export function peers(work: string, rendered: string): Contestant[] {
  const version3 = join(work, "version3.json");
  writeFileSync(version3, chainVersion3(30));
  const short = join(work, "version3-short.json");
  writeFileSync(short, chainVersion3(5));
  const peers = installPeers();
  const needsNpm = peers === undefined ? { missing: "npm could not install it" } : {};
  const bin = (name: string) => join(peers ?? "", "node_modules/.bin", name);
  const node = (...args: string[]): Command => ({ program: process.execPath, args });

  const compose = findProgram(["docker"], ["compose", "version"], /v?2\.|v?[3-9]\./);
  const composeConfig = {
    command: (): Command => ({ program: "docker", args: ["compose", "-f", rendered, "config"] }),
  };
  const old = findProgram(
    [process.env.BENCH_DOCKER_COMPOSE_V1 ?? "docker-compose-v1", "docker-compose"],
    ["version", "--short"],
    /^1\./,
  );
  const oldConfig = { command: (): Command => ({ program: old ?? "", args: ["-f", version3, "config"] }) };
  const podman = findProgram(["podman-compose"], ["version"], /podman/);
  const projenScript = join(peers ?? work, "chain-30.cjs");
  if (peers) writeFileSync(projenScript, chainProjen(30));
  const projen = { command: (folder: string) => node(projenScript, folder) };
  const composerize = { command: () => node(bin("composerize"), ...composerizeArguments) };
  const quorum = {
    command: (folder: string) =>
      node(
        bin("quorum-dev-quickstart"),
        "--clientType",
        "besu",
        "--privacy",
        "false",
        "--outputPath",
        folder,
      ),
  };
  const absent = { missing: "not on this machine" };
  return [
    {
      name: "docker compose config, 30 services",
      ...(compose ? {} : absent),
      ...composeConfig,
      makes: printed(composeConfig),
    },
    {
      name: "docker-compose 1.29 config, 30 services",
      ...(old ? {} : absent),
      note: "a copy in file version 3.7",
      ...oldConfig,
      makes: printed(oldConfig),
    },
    {
      name: "podman-compose ps, 5 services",
      ...(podman ? {} : absent),
      note: "1.0 has no config command, ps reads the file and asks podman; on a chain of 30 services it does not end within a minute",
      command: () => ({ program: "podman-compose", args: ["-f", short, "ps"] }),
    },
    {
      name: "projen DockerCompose, 30 services",
      ...needsNpm,
      note: "it has no health commands",
      ...projen,
      makes: fromFile(projen, "docker-compose.yml"),
    },
    {
      name: "quorum-dev-quickstart, 7 services",
      ...needsNpm,
      note: "its fixed 500 ms wait at the end is subtracted",
      idle: 500,
      ...quorum,
      makes: fromFile(quorum, "docker-compose.yml"),
    },
    { name: "composerize, 1 service", ...needsNpm, ...composerize, makes: printed(composerize) },
    {
      name: "dclint, 30 services",
      note: "a linter: it reads",
      command: () =>
        node(join(import.meta.dirname, "../../node_modules/dclint/bin/dclint.cjs"), "--quiet", rendered),
    },
    {
      name: "fablo",
      missing: "its npm package only starts its image, which needs a registry",
      command: () => node(),
    },
  ];
}

/** compose-gen with the chain as its built-in definitions, as a shipped command holds its own. */
export function ours(app: string, size: number): Contestant {
  const self = {
    command: (folder: string): Command => ({
      program: process.execPath,
      args: [join(app, "cli.js"), "render", "--out", folder],
    }),
  };
  return { name: `compose-gen render, ${size} services`, ...self, makes: fromFile(self, "chain.yml") };
}

/** A folder name that is free, for what a run writes. */
export function freshFolder(work: string): string {
  const folder = join(work, "out");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  return folder;
}
