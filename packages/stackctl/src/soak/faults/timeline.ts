import type { ServiceName } from "./control.ts";

/** A time in which a service did not work as it should, on purpose. */
export interface FaultWindow {
  kind: "latency" | "restart";
  service: ServiceName;
  /** For people, e.g. `answers 400 ms late`. */
  what: string;
  /** ms since the begin of the soak. */
  from: number;
  /** When the last effect of it may have begun; null while it lasts. */
  to: number | null;
}

/** How an error looks: an answer that did not come in time, a connection that was not there, or anything else. */
export type Symptom = "time-out" | "disconnected" | "other";

/** What there is to explain. */
export interface Unexplained {
  /** Services that the failed step depends on. */
  services: readonly ServiceName[];
  symptom: Symptom;
  /** The time in which a fault would have mattered, ms since the begin of the soak. */
  from: number;
  to: number;
}

/** What each kind of fault can look like. A service that is late refuses nothing and keeps its connections. */
const SYMPTOMS: Readonly<Record<FaultWindow["kind"], readonly Symptom[]>> = {
  latency: ["time-out"],
  restart: ["time-out", "disconnected"],
};

/** Which faults there were, and when. */
export class FaultTimeline {
  readonly windows: FaultWindow[] = [];

  /** @returns ends it; a second call changes nothing */
  begin(fault: Omit<FaultWindow, "to">): (to: number) => void {
    const window: FaultWindow = { ...fault, to: null };
    this.windows.push(window);
    return (to) => {
      window.to ??= to;
    };
  }

  /** Ends all faults and their effects: nothing of them reaches into the next chain. @param at ms since the begin */
  endAll(at: number): void {
    for (const window of this.windows) window.to = Math.min(window.to ?? at, at);
  }

  /** The fault that explains an error: it has this symptom, is one of these services, and was active when it mattered. */
  explains({ services, symptom, from, to }: Unexplained): FaultWindow | undefined {
    return this.windows.find(
      (window) =>
        services.includes(window.service) &&
        SYMPTOMS[window.kind].includes(symptom) &&
        window.from <= to &&
        from <= (window.to ?? Number.POSITIVE_INFINITY),
    );
  }
}
