// Makes ./NAME of ./node, ./main.cjs and ./bundle: a single executable application of Node.js.
// Usage: ./node make-executable.cjs NAME
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { inject } = require("./postject/dist/api.js");

const [, , name] = process.argv;
const files = readdirSync("bundle", { recursive: true }).filter((file) =>
  statSync(join("bundle", file)).isFile(),
);
const hash = createHash("sha256");
for (const file of files.sort()) hash.update(file).update(readFileSync(join("bundle", file)));
writeFileSync("manifest.json", JSON.stringify({ id: hash.digest("hex").slice(0, 16), files }));
writeFileSync(
  "sea.json",
  JSON.stringify({
    main: "main.cjs",
    output: "sea.blob",
    disableExperimentalSEAWarning: true,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    assets: {
      manifest: "manifest.json",
      ...Object.fromEntries(files.map((file) => [file, join("bundle", file)])),
    },
  }),
);
execFileSync("./node", ["--experimental-sea-config", "sea.json"], { stdio: "inherit" });
copyFileSync("node", name);
void inject(name, "NODE_SEA_BLOB", readFileSync("sea.blob"), {
  sentinelFuse: "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2",
});
