/** Runs one step of the set-up and prints a line that says what it did and how long it took. */
export function phase(title, work) {
  const terminal = process.stderr.isTTY;
  if (terminal) process.stderr.write(`… ${title}`);
  const started = Date.now();
  try {
    const result = work();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stderr.write(`${terminal ? "\r" : ""}✔ ${title} (${seconds} s)\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${terminal ? "\r" : ""}✖ ${title}\n`);
    throw error;
  }
}
