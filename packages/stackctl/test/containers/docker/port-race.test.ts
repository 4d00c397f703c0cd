import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { aggregatorFor } from "./support/aggregator.ts";
import { faucetImage, relayImage } from "./support/images.ts";
import { docker, instanceName, testInstance } from "./support/instance.ts";

const TAKE_PORT = join(import.meta.dirname, "support/take-port.mjs");

/** A folder with a client of the engine: the first time that it starts the faucet, somebody takes the faucet's port. */
async function clientThatComesLate(): Promise<string> {
  const folder = temporaryFolder();
  const { stdout: client } = await execa("which", ["docker"]);
  const program = `#!/bin/sh
case " $* " in *"/faucet.yml up "*)
  if mkdir '${folder}/late' 2>/dev/null; then
    exec '${process.execPath}' '${TAKE_PORT}' "$FAUCET_PORT" '${client}' "$@"
  fi ;;
esac
exec '${client}' "$@"
`;
  writeFileSync(join(folder, "docker"), program);
  chmodSync(join(folder, "docker"), 0o755);
  return folder;
}

test("a port that somebody takes first becomes another one, and what runs already goes on", async () => {
  const name = instanceName();
  const folder = await clientThatComesLate();
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  const instance = testInstance({ ...(await aggregatorFor(name)), PATH }, name);
  const since = new Date().toISOString();
  const { services } = await instance.up(
    ...[
      "relay",
      "faucet",
      "--image",
      `relay=${await relayImage()}`,
      "--image",
      `faucet=${await faucetImage()}`,
    ],
  );
  expect(readdirSync(folder)).toContain("late");
  expect(services.map(({ name, started }) => [name, started])).toEqual([
    ["relay", true],
    ["faucet", true],
  ]);
  const stops = await docker(
    ...[
      "events",
      "--since",
      since,
      "--until",
      new Date().toISOString(),
      "--format",
      "{{.Actor.Attributes.name}}",
    ],
    ...[
      "--filter",
      "type=container",
      "--filter",
      "event=die",
      "--filter",
      `label=com.docker.compose.service=relay`,
    ],
  );
  expect(stops.split("\n").filter((container) => container.includes(name))).toEqual([]);
});
