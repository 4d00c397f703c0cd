/**
 * Watches over one instance: brings it up, and ends it when the run says so or its end of the pipe closes, which also
 * happens when the run is killed. It is detached, so that what ends the run does not end it too.
 */
import { E2eError, messageOf } from "../errors.ts";
import { bringUp } from "./bring-up.ts";
import { claimInstance } from "./claim.ts";
import { endInstance } from "./end-instance.ts";
import { refuseOtherServices } from "./kept-services.ts";
import type { End, KeeperEvent, Order } from "./order.ts";

const order = JSON.parse(process.argv[2] ?? "") as Order;
// Nobody reads any more when the run was killed.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
const tell = (line: string) => void process.stdout.write(line);
const report = (event: KeeperEvent) => tell(`${JSON.stringify(event)}\n`);

/** Resolves with how the run wants the instance to end. */
function endOfRun(): Promise<End> {
  return new Promise((resolve) => {
    let said = "";
    const { stdin } = process;
    const killed = () => resolve(order.end);
    stdin.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("\n")) resolve((JSON.parse(said.split("\n")[0] ?? "") as { end: End }).end);
    });
    stdin.on("end", killed);
    stdin.on("error", killed);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, killed);
  });
}

async function keep(): Promise<void> {
  const { home, cli, instance, run } = order;
  const asked = endOfRun();
  const claim = await claimInstance(home, instance, run);
  const stackctl = { node: process.execPath, cli, env: process.env, instance };
  await refuseOtherServices(order, stackctl).catch((error: unknown) => {
    claim.release();
    throw error;
  });
  report({ event: "claimed" });
  const up = bringUp(order, tell);
  const how = await asked;
  await up.stop();
  const problems = await endInstance(stackctl, home, how);
  claim.release();
  // With something left the claim stays as that of a dead process: the next run finds it and tries again.
  if (problems.length > 0) await claimInstance(home, instance);
  report({ event: "ended", problems });
  process.exit(problems.length === 0 ? 0 : 1);
}

keep().catch((error: unknown) => {
  const parts =
    error instanceof E2eError
      ? error.parts
      : { code: "KEEPER_FAILED", what: "The stack could not be watched over.", evidence: messageOf(error) };
  report({ event: "error", error: parts });
  process.exit(3);
});
