import type { ServiceName } from "./control.ts";

/** A time in which a service did not work as it should, on purpose. */
export interface FaultWindow {
  service: ServiceName;
  /** For people, e.g. `answers 400 ms late`. */
  what: string;
  /** ms since the begin of the soak. */
  from: number;
  /** null while it lasts. */
  to: number | null;
}

/** How long after a fault its effects may still be seen, ms: queries of wallets time out, connections come back. */
export const AFTERMATH = 15_000;

/** Which faults there were, and when. */
export class FaultTimeline {
  readonly windows: FaultWindow[] = [];

  /** @returns ends it; a second call changes nothing */
  begin(service: ServiceName, what: string, from: number): (to: number) => void {
    const window: FaultWindow = { service, what, from, to: null };
    this.windows.push(window);
    return (to) => {
      window.to ??= to;
    };
  }

  /**
   * The fault that explains an error of one of these services between two times: one that was active then, or just
   * before.
   */
  explains(services: readonly ServiceName[], from: number, to: number): FaultWindow | undefined {
    return this.windows.find(
      (window) =>
        services.includes(window.service) &&
        window.from <= to &&
        from <= (window.to ?? Number.POSITIVE_INFINITY) + AFTERMATH,
    );
  }
}
