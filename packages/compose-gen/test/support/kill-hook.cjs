// Loaded before the command: kills it (SIGKILL, as the OOM killer does) at its n-th change of the file system, in the
// middle of the change where it has one: half of a text is written, a rename has not happened yet.
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");

let changes = 0;
const due = () => ++changes === Number(process.env.KILL_AT);
const die = () => process.kill(process.pid, "SIGKILL");

const { writeFileSync, writeSync } = fs;
fs.writeFileSync = (path, content, options) => {
  if (!due()) return writeFileSync(path, content, options);
  const file = fs.openSync(path, options?.flag ?? "w");
  writeSync(file, String(content).slice(0, content.length / 2));
  die();
};
for (const name of [
  "mkdirSync",
  "renameSync",
  "rmSync",
  "linkSync",
  "unlinkSync",
  "cpSync",
  "truncateSync",
]) {
  const original = fs[name];
  fs[name] = (...args) => (due() ? die() : original(...args));
}
syncBuiltinESMExports();
