// The entry of `npm start` and `npm test` on a machine that has git and Node.js 18 or newer, and nothing else.
// Only Node's own modules may be imported here and below scripts/bootstrap.
import { install } from "./bootstrap/install.mjs";
import { closestCommand, UsageError } from "./bootstrap/usage.mjs";

const commands = {
  start: () => import("./bootstrap/start.mjs"),
  test: () => import("./bootstrap/test.mjs"),
};

const [command, ...args] = process.argv.slice(2);
try {
  const load = commands[command];
  if (!load) throw new UsageError(closestCommand(command, Object.keys(commands)));
  const { run } = await load();
  install();
  process.exitCode = await run(args);
} catch (error) {
  if (error.interrupted) process.exit(130);
  console.error(`\n${error.message}`);
  process.exitCode = error.exitCode ?? 3;
}
