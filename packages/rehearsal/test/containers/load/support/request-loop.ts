/** Sends requests one after the other until it is stopped, and counts what became of them. It ends with `await using`. */
export abstract class RequestLoop implements AsyncDisposable {
  /** Answers with status 200. */
  answered = 0;
  /** What went wrong, an entry for each request without such an answer. */
  readonly failures: string[] = [];
  /** Serial number of the certificate of the last answer. */
  serial = "";
  readonly #headers: Record<string, string>;
  #stopped = false;
  #end: Promise<void> | undefined;

  constructor(headers: Record<string, string>) {
    this.#headers = headers;
  }

  /** One request to `/`. @throws what kept it from being answered */
  protected abstract ask(headers: Record<string, string>): Promise<{ status: number; serial: string }>;

  start(): void {
    this.#end = this.#run();
  }

  /** Resolves once the request under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const { status, serial } = await this.ask(this.#headers);
        if (status === 200) this.answered += 1;
        else this.failures.push(`status ${status}`);
        this.serial = serial;
      } catch (error) {
        this.failures.push(String(error));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
