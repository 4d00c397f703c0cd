import { signBodies } from "../../../devnet/bench/aggregator/bodies.ts";
import { generateLoad, type Place } from "./client.ts";

/**
 * Certified `certification_request`s per second: signed in advance, each a different one, over connections that stay open.
 * @param count of requests; 1250 of them are outside the measured time
 * @throws Error when one was refused
 */
export async function certify(place: Place, count: number, connections: number): Promise<number> {
  const input = signBodies("v3", count).join("\n");
  const report = await generateLoad(place, { script: "certify", connections, seconds: 60, input });
  const [result] = /^\{.*\}$/m.exec(report) ?? [];
  const { perSecond, certified } = JSON.parse(result ?? "{}") as { perSecond?: number; certified?: number };
  if (perSecond === undefined || certified !== count)
    throw new Error(`${certified ?? "An unknown number"} of ${count} requests were certified:\n${report}`);
  return perSecond;
}
