// A second `pnpm release:images` with nothing changed, against docker-registry with a login. The images are small layouts: of
// what is published nothing is read but its indexes.
// Usage: node bench/release-images.bench.ts [--runs 10]   (build first)
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { makeCheckout } from "../test/containers/support/checkout.ts";
import { writeLayout } from "../test/support/layout.ts";
import { LOGIN, startPrivateRegistry } from "../test/support/registry.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });

await using registry = await startPrivateRegistry();
using checkout = makeCheckout();
const { folder, home } = checkout;
for (const name of readdirSync(join(folder, ".changeset")).filter((file) => file.endsWith(".md")))
  rmSync(join(folder, ".changeset", name));
checkout.push("The commit of a version");
mkdirSync(join(home, "docker"));
writeFileSync(
  join(home, "docker/config.json"),
  JSON.stringify({ auths: { [registry.host]: { auth: LOGIN } } }),
);

const { images } = checkout.json<{ images: Record<string, { reference: string; verified: boolean }> }>(
  "images.lock.json",
);
const open = Object.keys(images).filter(
  (key) => !images[key]?.verified && !images[key]?.reference.includes("/unicity-sphere/"),
);
const layouts = join(home, "layouts");
const digest = `sha256:${"ab".repeat(32)}`;
const command = [
  ...(["pnpm", "--silent", "release:images", "--json", "--platform", "linux/amd64"] as const),
  ...["--registry", `${registry.host}/bench`, "--layouts", layouts, "--lock", "images.lock.json"],
  ...["--base", `registry.example/base@${digest}`, "--debian", `registry.example/debian@${digest}`],
  ...open.flatMap((key) => ["--unverified", key]),
] as const;
const plan = JSON.parse(await checkout.run([...command, "--dry-run"]));
const source = "https://github.example/unicity-sphere/infra";
const release = {
  ...{ version: plan.version, revision: plan.revision, registry: plan.registry, source },
  ...{ sdk: "", verified: "" },
};
for (const image of plan.images) writeLayout(join(layouts, image.name), { ...image, base: "" }, release);
await checkout.run(command);

const samples: number[] = [];
for (let count = 0; count < Number(values.runs); count++) {
  const start = performance.now();
  const { images: again } = JSON.parse(await checkout.run(command));
  samples.push(performance.now() - start);
  const sent = again.filter((image: { sent: number }) => image.sent > 0);
  if (sent.length > 0) throw new Error(`${sent.length} images were sent again`);
}
printRow(
  row("release:images, everything is published", "ms", samples, {
    op: "<=",
    value: 10_000,
  }),
);
