import { docker } from "./engine.ts";

/** IPv4 address of a container on a network. */
export function addressOf(container: string, network: string): Promise<string> {
  return docker(
    "inspect",
    "--format",
    `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
    container,
  );
}
