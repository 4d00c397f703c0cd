/** Wrong words on the command line; the process ends with 3. */
export class UsageError extends Error {
  exitCode = 3;
}

/** Text for an unknown command. */
export function closestCommand(command, known) {
  return `Unknown command ${JSON.stringify(command ?? "")}. Known: ${known.join(", ")}.`;
}
