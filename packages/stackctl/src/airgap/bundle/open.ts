import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../errors.ts";
import { type Entry, readEntries } from "./entries.ts";
import { damaged, noBundle, truncated } from "./errors.ts";
import { type BundleManifest, bundleManifest, MANIFEST, SUMS } from "./format.ts";

/** A bundle that is whole. */
export interface Bundle extends AsyncDisposable {
  file: string;
  manifest: BundleManifest;
  entries: ReadonlyMap<string, Entry>;
  /** The bytes of one of its files. */
  read(entry: Entry): Readable;
  text(name: string): Promise<string>;
}

/** Longest file that is read into memory, bytes. */
const TEXT_LIMIT = 16 * 1024 * 1024;
const CHUNK = 256 * 1024;

/**
 * Opens a bundle and compares every byte of its files with its sums.
 *
 * @throws StackError `AIRGAP_UNKNOWN`, `AIRGAP_TRUNCATED`, `AIRGAP_DAMAGED`, `AIRGAP_UNSAFE`; an abort
 */
export async function openBundle(file: string, signal: AbortSignal): Promise<Bundle> {
  const handle = await open(file).catch((error: unknown) => {
    throw noBundle(file, messageOf(error));
  });
  try {
    if (!(await handle.stat()).isFile()) throw noBundle(file, "it is no file");
    const entries = await readEntries(handle, file);
    const read = (entry: Entry) => readPart(handle, entry);
    const text = async (name: string) => {
      const entry = entries.get(name);
      if (!entry) throw truncated(file, `${name} is missing`);
      if (entry.size > TEXT_LIMIT) throw damaged(file, `${name} is longer than ${TEXT_LIMIT} bytes`);
      return Buffer.concat(await read(entry).toArray()).toString("utf8");
    };
    const manifest = readManifest(await text(MANIFEST), file);
    await compareSums(file, entries, await text(SUMS), read, signal);
    return { file, manifest, entries, read, text, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Streams of a file handle would each leave a listener on it; this reads as the reader takes. */
function readPart(handle: FileHandle, { start, size }: Entry): Readable {
  return Readable.from(
    (async function* () {
      for (let done = 0; done < size; ) {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - done));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, start + done);
        if (bytesRead === 0) throw new Error("The file became shorter while it was read.");
        done += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    })(),
    { objectMode: false },
  );
}

function readManifest(text: string, file: string): BundleManifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw damaged(file, `${MANIFEST} is no JSON`);
  }
  const { schema } = (content ?? {}) as { schema?: unknown };
  if (typeof schema === "string" && /^unicity-stack\/airgap@\d+$/.test(schema) && !schema.endsWith("@1"))
    throw noBundle(file, schema);
  const parsed = bundleManifest.safeParse(content);
  if (!parsed.success) throw damaged(file, `${MANIFEST}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

async function compareSums(
  file: string,
  entries: ReadonlyMap<string, Entry>,
  sums: string,
  read: (entry: Entry) => Readable,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Map<string, string>();
  for (const line of sums.split("\n").filter(Boolean)) {
    const [, sum = "", name = ""] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (name === "") throw damaged(file, `${SUMS} has a line of another form`);
    if (!entries.has(name)) throw truncated(file, `${name} is missing`);
    wanted.set(name, sum);
  }
  for (const [name, entry] of entries) {
    if (name === SUMS) continue;
    const hash = createHash("sha256");
    await pipeline(read(entry), hash, { signal });
    const sum = hash.digest("hex");
    const expected = name.startsWith("blobs/") ? name.slice(-64) : wanted.get(name);
    if (sum !== expected || wanted.get(name) !== sum)
      throw damaged(file, `${name}\nnamed ${expected ?? wanted.get(name) ?? "nowhere"}\nis    ${sum}`);
  }
}
