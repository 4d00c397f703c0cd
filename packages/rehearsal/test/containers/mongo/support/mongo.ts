import { ensureImage, mongoDouble } from "../../../../src/index.ts";
import { docker, startNetwork, uniqueName } from "../../../support/engine.ts";
import { startVolume } from "../../runtime/support/volume.ts";
import { type ComposeService, prepareService } from "../../support/compose-service.ts";

let image: Promise<string> | undefined;

/** Reference of the mongo double. */
export function mongoImage(): Promise<string> {
  image ??= ensureImage(mongoDouble());
  return image;
}

/** A volume that the stack's user owns, with a stamp, as the stack's jobs leave it. */
export async function ownedVolume(): Promise<{ name: string } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const volume = stack.use(await startVolume());
  const { name } = volume;
  await docker(
    ...["run", "--rm", "--network", "none", "--user", "0", "--volume", `${name}:/volume`],
    ...["--entrypoint", "sh", await mongoImage(), "-euc"],
    `echo '{"generation":"v1","genesisId":"00"}' >/volume/genesis.json; chown -R 1001:1001 /volume`,
  );
  const kept = stack.move();
  return { name, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export interface StackMongo extends AsyncDisposable {
  service: ComposeService;
  volume: string;
  /** Starts it as the committed file says, but for a probe each second, and waits until it is healthy. */
  up(): Promise<void>;
  /** Starts it with further keys of the service, and does not wait. */
  start(keys: object): Promise<void>;
  /** Evaluates in the container. */
  ask(expression: string): ReturnType<ComposeService["run"]>;
}

/** The service `mongo` of the committed Compose file, alone, with the double. */
export async function stackMongo(): Promise<StackMongo> {
  await using stack = new AsyncDisposableStack();
  const network = stack.use(await startNetwork());
  const volume = stack.use(await ownedVolume());
  const variables = { STACK_NETWORK: network.name };
  const service = stack.use(
    await prepareService({
      ...{ file: "aggregator.yml", service: "mongo", image: await mongoImage() },
      ...{ alone: true, variables },
    }),
  );
  const override = { volumes: { "mongo-data": { name: volume.name } } };
  const kept = stack.move();
  return {
    service,
    volume: volume.name,
    up: () => service.up({ override, service: { healthcheck: { interval: "1s" } } }),
    start: (keys) => service.start({ override, service: keys }),
    ask: (expression) => service.run("mongosh", "--quiet", "--norc", "--eval", expression),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Runs the double on a volume to its end, as the stack's user on a read-only root. @returns exit code and log */
export async function runToItsEnd(
  volume: string,
  ...options: string[]
): Promise<{ code: number; log: string }> {
  const name = uniqueName("mongo");
  const hardened = ["--user", "1001:1001", "--read-only", "--tmpfs", "/tmp", "--network", "none"];
  const data = ["--volume", volume];
  await docker("run", "--detach", "--name", name, ...hardened, ...data, await mongoImage(), ...options);
  try {
    const code = Number(await docker("wait", name));
    return { code, log: await docker("logs", name) };
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
}
