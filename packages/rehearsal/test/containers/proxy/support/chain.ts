import { script } from "aggregator-stack";
import { docker, uniqueName } from "../../../support/engine.ts";
import { startVolume } from "../../runtime/support/volume.ts";
import { aggregatorImage, proxyImage } from "./image.ts";

/** An aggregator as `aggregator:3000` on a network, its genesis, and the volume that the door may see. */
export interface Chain extends AsyncDisposable {
  readonly container: string;
  /** Name of the volume with the exported files. */
  readonly publicVolume: string;
  /** Content of the private key file of the genesis. */
  keys(): Promise<string>;
  trustBase(): Promise<string>;
  /** Rounds stop, or go on. */
  toggleRounds(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startChain(network: string): Promise<Chain> {
  await using stack = new AsyncDisposableStack();
  const [genesis, exported] = [stack.use(await startVolume()), stack.use(await startVolume())];
  const name = uniqueName("aggregator");
  stack.defer(async () => void (await docker("rm", "--force", "--volumes", name)));
  await docker(
    ...["run", "--detach", "--name", name, "--network", network, "--network-alias", "aggregator"],
    ...["--volume", `${genesis.name}:/app/data`, await aggregatorImage()],
  );
  const inGenesis = (command: string) => docker("exec", name, "sh", "-c", `cd /app/data && ${command}`);
  await inGenesis("until [ -s trust-base.json ]; do sleep 0.1; done; echo '{}' >shard-conf-7_0.json");
  await exportPublic(genesis.name, exported.name);
  const kept = stack.move();
  return {
    container: name,
    publicVolume: exported.name,
    keys: () => inGenesis("cat keys.json"),
    trustBase: async () => `${await inGenesis("cat trust-base.json")}\n`,
    toggleRounds: async () => void (await docker("kill", "--signal", "USR2", name)),
    stop: async () => void (await docker("stop", name)),
    start: async () => void (await docker("start", name)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The job of the Compose file: its script, with both parts of the genesis in one folder. */
async function exportPublic(genesis: string, exported: string): Promise<void> {
  const run = async (...args: string[]) =>
    docker("run", "--rm", "--network", "none", "--volume", `${exported}:/public:nocopy`, ...args);
  await run("--user", "0", "--entrypoint", "chown", await proxyImage(), "1001:1001", "/public");
  const environment = { GENESIS_ROOT_DIR: "/genesis", GENESIS_AGGREGATOR_DIR: "/genesis", PARTITION_ID: "7" };
  await run(
    ...["--user", "1001:1001", "--volume", `${genesis}:/genesis:ro`, "--env", "PUBLIC_DIR=/public"],
    ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ...["--entrypoint", "sh", await proxyImage(), "-c", script("export-public.sh", ["fail", "files"])],
  );
}
