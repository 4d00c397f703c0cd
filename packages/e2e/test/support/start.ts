/** Starts a stack with the options of its first argument, says so, and stays or ends as the second one says. */
import { startStack } from "../../src/index.ts";

const [, , options = "{}", then = "stays"] = process.argv;
const stack = await startStack(JSON.parse(options));
const aggregator = stack.env.SPHERE_AGGREGATOR_URL;
console.log(JSON.stringify({ instance: stack.instance, folder: stack.folder, aggregator }));
if (then === "stays") setInterval(() => {}, 1_000);
