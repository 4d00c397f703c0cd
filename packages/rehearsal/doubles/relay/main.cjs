// First code of the executable: lays out the bundle that it carries, and runs it. Named after its content, the folder is
// the same at every start.
const { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { tmpdir } = require("node:os");
const { dirname, join } = require("node:path");
const { getAsset, getRawAsset } = require("node:sea");

const { id, files } = JSON.parse(getAsset("manifest", "utf8"));
const folder = join(tmpdir(), `nostr-rs-relay-${process.getuid()}-${id}`);

if (!existsSync(folder)) {
  const fresh = `${folder}.${process.pid}`;
  for (const file of files) {
    const path = join(fresh, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, new Uint8Array(getRawAsset(file)));
  }
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true, force: true }); // another start was faster
  }
}

createRequire(join(folder, "package.json"))("./main.js");
