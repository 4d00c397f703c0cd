import { execa } from "execa";
import {
  aggregatorImages,
  faucetImage,
  relayImage,
} from "../../../../stackctl/test/containers/docker/support/images.ts";

/** Everything on the engine that has the name of the instance in its own. */
export async function onEngine(instance: string): Promise<string[]> {
  const list = async (args: string[]) => {
    const { stdout } = await execa("docker", [...args, "--filter", `name=${instance}`], { stdin: "ignore" });
    return stdout.split("\n").filter(Boolean);
  };
  const all = await Promise.all([
    list(["ps", "--all", "--format", "container {{.Names}}"]),
    list(["volume", "ls", "--format", "volume {{.Name}}"]),
    list(["network", "ls", "--format", "network {{.Name}}"]),
  ]);
  return all.flat();
}

/** `--image` pairs of stackctl as the option of a stack. */
export async function images(): Promise<Record<string, string>> {
  const pairs = (await aggregatorImages("v1")).filter((word) => word !== "--image");
  const given = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s) as [string, string]));
  return { ...given, relay: await relayImage(), faucet: await faucetImage() };
}
