import type { SphereSdk } from "./load-sdk.ts";

/** Different lines that are kept. */
const MOST_LINES = 50;

/** Errors that the SDK wrote into its log and told nobody else: evidence for what is lost. */
export class SdkLog {
  readonly #lines = new Map<string, number>();

  /** @returns lets the SDK write to the console again, and ends what it does in the background */
  attach({ core }: SphereSdk): () => void {
    core.logger.configure({
      handler: (level, tag, message, ...details) => {
        if (level === "error") this.note(`${tag}: ${message} ${details.map(String).join(" ")}`);
      },
    });
    return () => {
      core.logger.configure({ handler: null });
      core.TokenRegistry.destroy();
    };
  }

  note(text: string): void {
    const line = (text.split("\n")[0] ?? "")
      .replace(/[0-9a-f-]{8,}/g, "#")
      .slice(0, 300)
      .trim();
    const count = this.#lines.get(line);
    if (count !== undefined || this.#lines.size < MOST_LINES) this.#lines.set(line, (count ?? 0) + 1);
  }

  /** Lines, most frequent first. */
  lines(): { line: string; count: number }[] {
    return [...this.#lines].map(([line, count]) => ({ line, count })).sort((a, b) => b.count - a.count);
  }
}
