import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { releaseImages } from "../../src/images/release-images.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGate } from "../support/gate.ts";
import {
  contentOf,
  type DockerRegistry,
  skipped,
  startPrivateRegistry,
  testSession,
} from "../support/registry.ts";
import { sampleImage, sampleLayouts, sampleRelease } from "../support/sample.ts";

const program = join(import.meta.dirname, "../support/publish-sample.ts");
const images = [sampleImage("relay"), sampleImage("faucet")];

/** Both images below a name, as they are in the end. */
async function endState(registry: DockerRegistry, owner: string) {
  const content = [];
  for (const { name } of images) content.push(await contentOf(registry, `${owner}/${name}`));
  return content;
}

/** Publishes in a process of its own, which is killed right before its n-th write reaches the registry; false when it ended itself. */
async function killedAt(
  registry: DockerRegistry,
  owner: string,
  at: number,
  cache: string,
): Promise<boolean> {
  let kill = () => {};
  const gate = await openGate(registry, async (write) => {
    if (write.at !== at) return "pass";
    kill();
    return "cut";
  });
  const child = spawn(process.execPath, [program, `${gate.host}/${owner}`, temporaryFolder()], {
    stdio: ["ignore", "ignore", "inherit"],
    // The first one, which nobody kills, compiles for the others.
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  kill = () => child.kill("SIGKILL");
  const [code, signal] = await once(child, "exit");
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, "SIGKILL"]);
  return signal === "SIGKILL";
}

test.skipIf(skipped)(
  "a release that is killed before any of its writes, and run again, ends as one that was not",
  { timeout: 300_000 },
  async () => {
    await using registry = await startPrivateRegistry();
    const again = (owner: string) => {
      const release = sampleRelease(`${registry.host}/${owner}`);
      const { layoutOf } = sampleLayouts(temporaryFolder(), release);
      return releaseImages({ images, release, session: testSession(), problems: [], layoutOf });
    };
    const cache = temporaryFolder();
    expect(await killedAt(registry, "reference", 0, cache)).toBe(false);
    const reference = await endState(registry, "reference");
    expect(reference.map((content) => Object.keys(content).length)).toEqual([4, 4]);

    const lanes = [1, 2];
    let killed = 0;
    const lane = async (first: number) => {
      for (let at = first; await killedAt(registry, `killed-${at}`, at, cache); at += lanes.length) {
        killed++;
        const published = await again(`killed-${at}`);
        expect(await endState(registry, `killed-${at}`), `killed before write ${at}`).toEqual(reference);
        expect(published.map(({ digest }) => digest)).toEqual(
          reference.map((content) => content["0.6.1"]?.digest),
        );
      }
    };
    await Promise.all(lanes.map(lane));
    // Of each image two blobs with two writes each, one manifest and four tags.
    expect(killed).toBe(images.length * 9);
  },
);
