import type { CheckResult } from "../checks/check.ts";
import type { Style } from "./style.ts";
import type { Terminal } from "./terminal.ts";

/** What a long command tells while it works. */
export interface Reporter {
  /** The services that checks are going to be made of: their names share a column. */
  services?(names: readonly string[]): void;
  /** A step begins or is done, one line. */
  step(text: string): void;
  /** What is being waited for now; replaced by the next call. */
  waiting(subject: string, reason: string): void;
  /** A check that was really made and its verdict. */
  check(result: CheckResult): void;
  /** No more progress: the screen belongs to the result. */
  end(): void;
}

/** How a command reports. */
export type OutputMode = "text" | "json" | "ndjson";

export function createReporter(terminal: Terminal, style: Style, mode: OutputMode): Reporter {
  if (mode === "json") return { step() {}, waiting() {}, check() {}, end() {} };
  if (mode === "ndjson") return lineReporter(terminal);
  return textReporter(terminal, style);
}

/** One JSON object per line: `{"event":"step"|"check", …}`. */
function lineReporter(terminal: Terminal): Reporter {
  const emit = (event: object) => terminal.out(`${JSON.stringify(event)}\n`);
  return {
    step: (text) => emit({ event: "step", text }),
    waiting() {},
    check: (result) => emit({ event: "check", ...result }),
    end() {},
  };
}

function textReporter(terminal: Terminal, style: Style): Reporter {
  const waits = new Map<string, string>();
  const start = performance.now();
  let shown = false;
  let width = 0;
  const clear = () => {
    if (shown) terminal.err("\r\x1b[2K");
    shown = false;
  };
  const draw = () => {
    if (!terminal.interactive || waits.size === 0) return;
    const text = [...waits].map(([subject, reason]) => `${subject}: ${reason}`).join(" · ");
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    terminal.err(`\r\x1b[2K${style.faint(`… ${seconds} s  ${text}`.slice(0, 160))}`);
    shown = true;
  };
  const line = (text: string) => {
    clear();
    terminal.out(`${text}\n`);
    draw();
  };
  return {
    services(names) {
      width = columnFor(names);
    },
    step: (text) => line(text),
    waiting(subject, reason) {
      if (waits.get(subject) === reason) return;
      waits.set(subject, reason);
      draw();
    },
    check(result) {
      if (result.outcome === "pass") waits.delete(result.service);
      line(formatCheck(result, style, width));
    },
    end() {
      waits.clear();
      clear();
    },
  };
}

/** Width of a column with these names and one space. */
export const columnFor = (names: readonly string[]): number =>
  Math.max(0, ...names.map((name) => name.length)) + 1;

/** One check as a line: sign, service, what it proves, evidence, time. @param width of the service's column */
export function formatCheck(result: CheckResult, style: Style, width: number): string {
  const time = `${Math.round(result.ms)} ms`.padStart(7);
  const text = result.outcome === "pass" ? result.proves : `${result.proves}: no [${result.code}]`;
  return `  ${style.sign(result.outcome)} ${`${result.service} `.padEnd(width)}${text.padEnd(58)}${style.faint(`${time}  ${result.evidence}`)}`;
}
