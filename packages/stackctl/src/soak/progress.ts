import type { Reporter } from "../output/reporter.ts";
import type { Recorder } from "./recorder.ts";

const SECOND = 1_000;
const MINUTE = 60_000;

/** Shows how far a soak is: each second where a person looks, each minute as a line. @returns ends it */
export function showProgress(recorder: Recorder, reporter: Reporter): () => void {
  const text = () => {
    const { samples, failures } = recorder;
    const errors = recorder.unexplained();
    return `${samples.length} operations, ${failures.length} errors, ${errors} of them unexplained`;
  };
  const seconds = setInterval(() => reporter.waiting("soak", text()), SECOND);
  const minutes = setInterval(
    () => reporter.step(`${Math.round(recorder.now() / MINUTE)} min: ${text()}`),
    MINUTE,
  );
  return () => {
    clearInterval(seconds);
    clearInterval(minutes);
    reporter.end();
  };
}
