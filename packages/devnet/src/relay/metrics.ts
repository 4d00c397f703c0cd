/** What the relay counts since it started. */
export class RelayMetrics {
  connections = 0;
  connectionsActive = 0;
  subscriptionsActive = 0;
  eventsReceived = 0;
  eventsStored = 0;
  eventsEphemeral = 0;
  eventsDuplicate = 0;
  eventsRejected = 0;
  eventsFailed = 0;
  eventsSentStored = 0;
  eventsSentLive = 0;
  requests = 0;
  noticesSent = 0;
  slowReadersDropped = 0;
  deadPeersDropped = 0;

  /** Prometheus text format 0.0.4. */
  render(): string {
    return METRICS.map(([field, name, type, help]) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${this[field]}`, ""].join("\n"),
    ).join("");
  }
}

type Counter = Exclude<keyof RelayMetrics, "render">;

const METRICS: [Counter, string, "counter" | "gauge", string][] = [
  ["connections", "nostr_connections_total", "counter", "WebSocket connections opened"],
  ["connectionsActive", "nostr_connections_active", "gauge", "WebSocket connections open now"],
  ["subscriptionsActive", "nostr_subscriptions_active", "gauge", "Subscriptions open now"],
  ["eventsReceived", "nostr_events_received_total", "counter", "EVENT messages"],
  ["eventsStored", "nostr_events_stored_total", "counter", "Events stored"],
  ["eventsEphemeral", "nostr_events_ephemeral_total", "counter", "Ephemeral events broadcast"],
  [
    "eventsDuplicate",
    "nostr_events_duplicate_total",
    "counter",
    "Events known, superseded or deleted before",
  ],
  ["eventsRejected", "nostr_events_rejected_total", "counter", "Events refused as invalid"],
  ["eventsFailed", "nostr_events_failed_total", "counter", "Events that could not be stored"],
  ["eventsSentStored", "nostr_events_sent_stored_total", "counter", "Stored events sent"],
  ["eventsSentLive", "nostr_events_sent_live_total", "counter", "New events sent to subscribers"],
  ["requests", "nostr_requests_total", "counter", "REQ messages"],
  ["noticesSent", "nostr_notices_sent_total", "counter", "NOTICE messages sent"],
  [
    "slowReadersDropped",
    "nostr_slow_readers_dropped_total",
    "counter",
    "Connections ended for reading too slowly",
  ],
  [
    "deadPeersDropped",
    "nostr_dead_peers_dropped_total",
    "counter",
    "Connections ended for not answering a ping",
  ],
];
