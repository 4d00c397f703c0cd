import type { PlannedEndpoint } from "@unicity-sphere/compose-gen";
import { UsageError } from "../../../errors.ts";

/** A port of this host that a variable of a file decides about. */
export interface HostPort {
  service: string;
  variable: string;
  /** 0 takes a free one. */
  port: number;
}

/** What decides about ports. */
export interface PortChoice {
  /** null for the default ports, 0 for free ones, else the first of the row. */
  portBase: number | null;
  /** Ports that the instance has had: free ones are kept. */
  known: Readonly<Record<string, number>>;
  /** Variables of the reader. */
  given: Readonly<Record<string, string | undefined>>;
}

/**
 * The host ports of published endpoints. With a base each endpoint has its own place in the row, whichever stacks are
 * chosen, so that adding a stack moves no other.
 *
 * @param endpoints of every stack of the generation, in the order of their definitions
 * @throws UsageError for a variable that holds no port
 */
export function choosePorts(
  endpoints: readonly PlannedEndpoint[],
  { portBase, known, given }: PortChoice,
): HostPort[] {
  const published = endpoints.filter(({ url, variable }) => url !== undefined && variable !== undefined);
  return published.map(({ service, url = "", variable = "" }, index) => {
    const text = given[variable];
    if (portBase === null && text !== undefined && !/^\d{1,5}$/.test(text))
      throw new UsageError(`${variable} is no port: "${text}".`, "Set it to a number, or unset it.");
    const fallback =
      text === undefined ? Number(new URL(url.replace(/^[a-z]+:/, "http:")).port) : Number(text);
    const wanted = portBase === null ? fallback : portBase === 0 ? 0 : portBase + index;
    return { service, variable, port: wanted || (known[variable] ?? 0) };
  });
}
