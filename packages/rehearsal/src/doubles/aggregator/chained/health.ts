/** `/health` of aggregator-go: database and queue, and nothing of the chain. */
export function healthBody(waiting: number, serverId: string): object {
  const queue = waiting < 1000 ? "healthy" : waiting < 5000 ? "warning" : "critical";
  return {
    status: "ok",
    role: "standalone",
    serverId,
    sharding: { mode: "standalone", shardIdLen: 0, shardId: 0 },
    details: { database: "connected", commitment_queue: `${waiting}`, commitment_queue_status: queue },
  };
}
