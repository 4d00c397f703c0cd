import { generateLoad, type Place } from "./client.ts";

/**
 * POSTs the same call over kept connections for some seconds. @returns requests per second
 * @throws Error when an answer was not 200, or a connection failed
 */
export async function post(place: Place): Promise<number> {
  const report = await generateLoad(place, { script: "post", connections: 64, seconds: 3 });
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(report)?.[1]);
}
