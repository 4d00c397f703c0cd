/**
 * Runs the whole journey in this process and prints its times as JSON: `node offline-journey.ts FOLDER`. For tests
 * that start it where nothing but loopback exists.
 */
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { runJourney } from "./journey.ts";
import { startStack } from "./stack.ts";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Usage: offline-journey.ts FOLDER");
const stack = await startStack(folder);
const { times } = await runJourney(stack, folder);
const resolvesNames = await lookup("example.org").then(
  () => true,
  () => false,
);
console.log(JSON.stringify({ times, interfaces: Object.keys(networkInterfaces()), resolvesNames }));
process.exit(0);
