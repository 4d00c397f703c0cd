/** `quit(code)`: ends the shell. */
export class Quit extends Error {
  override readonly name = "Quit";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`quit(${exitCode})`);
    this.exitCode = exitCode;
  }
}
