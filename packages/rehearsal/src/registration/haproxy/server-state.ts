import { serversOf } from "../config/names.ts";
import type { Route } from "../registration.ts";
import { runAdminCommands } from "./admin-socket.ts";

/** Gives the servers of a route this address at once, and puts them back to work after a drain. */
export async function reviveServers(socketPath: string, route: Route, address: string): Promise<void> {
  const commands = serversOf(route).flatMap((server) => [
    `set server ${server} addr ${address}`,
    `set server ${server} state ready`,
  ]);
  await runAdminCommands(socketPath, commands);
}

/** Takes the servers of a route out of service; answers how many there are. */
export async function drainServers(socketPath: string, route: Route): Promise<number> {
  const servers = serversOf(route);
  await runAdminCommands(
    socketPath,
    servers.map((server) => `set server ${server} state maint`),
  );
  return servers.length;
}
