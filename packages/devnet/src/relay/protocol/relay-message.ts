/** Texts that nostr-rs-relay 0.9 sends; clients show or match them. */
export const NOTICES = {
  binary: "binary messages are not accepted",
  unparsable: "could not parse command",
  eventTooLarge: "event exceeded max size",
  tooManySubscriptions: "Subscription error: Maximum concurrent subscription count reached",
  subscriptionIdTooLong: "Subscription error: Subscription identifier max length exceeded",
} as const;

/** Not known to nostr-rs-relay, which takes any number of filters. */
export function tooManyFilters(most: number): string {
  return `Subscription error: more than ${most} filters`;
}

/** A frame over the message limit; sizes in bytes. */
export function messageTooLarge(size: number, most: number): string {
  return `message too large (${size} > ${most})`;
}

export function notice(text: string): string {
  return JSON.stringify(["NOTICE", text]);
}

/** The event is stored, or was broadcast when ephemeral. */
export function saved(eventId: string): string {
  return ok(eventId, true, "");
}

/** Stored before, or superseded by a newer event, or deleted by its author. */
export function duplicate(eventId: string): string {
  return ok(eventId, true, "duplicate: ");
}

export function invalid(eventId: string, reason: string): string {
  return ok(eventId, false, `invalid: ${reason}`);
}

/** The relay could not store it; the client may try again. */
export function failed(eventId: string): string {
  return ok(eventId, false, "error: relay experienced an error trying to publish the latest event");
}

/** @param json the event, already serialized */
export function eventMessage(subscriptionId: string, json: string): string {
  return `["EVENT",${JSON.stringify(subscriptionId)},${json}]`;
}

export function endOfStored(subscriptionId: string): string {
  return JSON.stringify(["EOSE", subscriptionId]);
}

function ok(eventId: string, accepted: boolean, message: string): string {
  return JSON.stringify(["OK", eventId, accepted, message]);
}
