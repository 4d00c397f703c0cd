import { expect, test } from "vitest";
import { publishNote, readNote } from "../../support/nostr.ts";
import { relayImage } from "./support/images.ts";
import { testInstance } from "./support/instance.ts";

test("ten relays come up at once, each on a port and with events of its own", async () => {
  const instances = Array.from({ length: 10 }, () => testInstance());
  const useImage = ["relay", "--image", `relay=${await relayImage()}`];
  const ups = await Promise.all(instances.map((instance) => instance.up(...useImage)));
  const urls = ups.map(({ services }) => services[0]?.url ?? "");
  expect(new Set(urls).size).toBe(10);
  const notes = await Promise.all(urls.map((url, index) => publishNote(url, `of ${index}`)));
  const read = await Promise.all(urls.map((url) => Promise.all(notes.map((note) => readNote(url, note)))));
  expect(read.map((found) => found.filter(Boolean))).toEqual(urls.map((_, index) => [`of ${index}`]));
});
