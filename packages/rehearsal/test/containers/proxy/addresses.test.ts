import { expect } from "vitest";
import { addressOf } from "../../support/address.ts";
import { docker, startNetwork, uniqueName, withEngine } from "../../support/engine.ts";
import { ask as askAnew } from "../bft/support/stack.ts";
import { eventually } from "../faucet/support/wait.ts";
import { heightCall } from "./support/ask.ts";
import { startChain } from "./support/chain.ts";
import { aggregatorImage } from "./support/image.ts";
import { prepareProxy, volumesOf } from "./support/proxy.ts";

withEngine(
  "an aggregator that comes back under another address is reached by its name, and then directly again",
  async () => {
    await using stack = new AsyncDisposableStack();
    const network = stack.use(await startNetwork());
    const chain = stack.use(await startChain(network.name));
    const proxy = stack.use(await prepareProxy(network.name));
    await proxy.up({ override: { volumes: volumesOf(chain, network.name) } });
    const door = await proxy.published(8080);
    // The watcher has nginx read its settings again, which ends the connections that were kept.
    const ask = async () => (await askAnew(`http://${door}/`, heightCall)).status;
    const direct = async () => {
      const { stdout } = await proxy.run(
        "grep",
        "-oE",
        "server [0-9.]+:3000;",
        "/run/service-runtime/nginx/nginx.conf",
      );
      return stdout;
    };
    const before = await addressOf(chain.container, network.name);
    expect(await direct()).toBe(`server ${before}:3000;`);
    expect(await ask()).toBe(200);

    const watcher = "/run/service-runtime/services/watcher";
    await proxy.run("s6-svc", "-d", watcher);
    await chain.stop();
    const other = uniqueName("in-its-place");
    stack.defer(async () => void (await docker("rm", "--force", other)));
    await docker(
      ...["run", "--detach", "--init", "--name", other, "--network", network.name, "--entrypoint", "sleep"],
      ...[await aggregatorImage(), "600"],
    );
    await chain.start();
    const after = await addressOf(chain.container, network.name);
    expect(after).not.toBe(before);
    await eventually("an answer through nginx's stream server", async () => (await ask()) === 200);
    expect(await direct()).toBe(`server ${before}:3000;`);
    await proxy.run("s6-svc", "-u", watcher);
    await eventually("it is asked directly", async () => (await direct()) === `server ${after}:3000;`);
    for (let call = 0; call < 20; call += 1) expect(await ask()).toBe(200);
  },
);
