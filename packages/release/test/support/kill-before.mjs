// Loaded by `node --import` with a query: ends the process group with KILL right before a write. ?at=N&log=FILE counts the
// writes of all its processes in FILE, without those of files that only later take their place; ?call=renameSync&path=TEXT takes the first such call whose path has TEXT.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const query = new URL(import.meta.url).searchParams;
const [at, log, call, path] = ["at", "log", "call", "path"].map((name) => query.get(name));

/** @returns whether this write is the one */
function isReached(name, target) {
  if (log !== null && name === "writeFileSync" && /\.(?:next|tmp)$/.test(String(target))) return false;
  if (log === null) return name === call && String(target).includes(path);
  const file = fs.openSync(log, "a");
  fs.writeSync(file, "-");
  const { size } = fs.fstatSync(file);
  fs.closeSync(file);
  return size === Number(at);
}

function intercept(functions, names) {
  for (const name of names) {
    const original = functions[name];
    functions[name] = (target, ...others) => {
      if (isReached(name, target)) process.kill(0, "SIGKILL");
      return original.call(functions, target, ...others);
    };
  }
}

intercept(fs, ["writeFileSync", "renameSync", "copyFileSync", "rmSync", "rmdirSync"]);
intercept(fs.promises, ["writeFile", "rename", "rm", "copyFile"]);
syncBuiltinESMExports();
