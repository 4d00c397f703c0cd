/** What is wrong with the time of a snapshot of Debian (`YYYYMMDDTHHMMSSZ`, as snapshot.debian.org names it); nothing when it can be had. */
export function snapshotProblem(snapshot: string, now: Date): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(snapshot);
  if (!parts) return `${JSON.stringify(snapshot)} is no time like 20261101T000000Z`;
  const [, year, month, day, hour, minute, second] = parts;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== text)
    return `there is no ${text.slice(0, -5).replace("T", " ")}`;
  if (time > now) return `${snapshot} is in the future; it is ${now.toISOString()} here`;
  return undefined;
}
