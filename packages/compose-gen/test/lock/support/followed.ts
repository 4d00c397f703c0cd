import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lock } from "../../../src/model/lock.ts";
import { shopConfig } from "../../fixtures/shop.ts";
import { run } from "../../support/run.ts";
import { testIndex, testManifest } from "./image.ts";
import { workplace } from "./workplace.ts";

export const REPOSITORY = "registry.example/acme/payment";

/** Two states of the tag that the image `payment` of the example follows. */
export const [older, newer] = ["older", "newer"].map((mark) =>
  testIndex([testManifest("linux/amd64", mark), testManifest("linux/arm64", mark)]),
) as [ReturnType<typeof testIndex>, ReturnType<typeof testIndex>];

/** The folder of the example, whose image `payment` has no tag but follows `latest`, and a registry with both states. */
export async function followedWorkplace() {
  const place = await workplace();
  const { registry, folder } = place;
  for (const index of [older, newer]) registry.put(`acme/payment@${index.digest}`, index);
  const move = (to: typeof older) => registry.put("acme/payment:latest", to);
  move(older);
  const { lock, images, ...config } = shopConfig();
  const payment = { repository: REPOSITORY, follows: "latest", user: "65532", tools: ["payment"] };
  const configure = (more: object = {}) =>
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({ ...config, images: { ...images, payment }, ...more }),
    );
  configure();
  return { ...place, move, configure, cli: (...args: string[]) => run(folder, args), shopLock: lock as Lock };
}
