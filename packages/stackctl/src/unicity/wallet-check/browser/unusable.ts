/** What a browser keeps from a page, or does not even ask for; and a relay that answers without a WebSocket. */
export class Unusable extends Error {
  /** `CORS_MISSING`, `PREFLIGHT_REFUSED`, `MIXED_CONTENT`, `TOO_MANY_REDIRECTS` or `NO_WEBSOCKET`. */
  readonly code: string;
  /** What the operator can do. */
  readonly next: string;

  constructor(code: string, message: string, next: string) {
    super(message);
    this.name = "Unusable";
    this.code = code;
    this.next = next;
  }
}
