import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backupDocument, restoreDocument, uninstallDocument } from "../../../src/output/day-two-schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { relayImage } from "./support/images.ts";
import { testInstance } from "./support/instance.ts";

test("a backup of a running relay comes back on another host with its events; uninstall keeps them", async () => {
  const [instance, other] = [testInstance(), testInstance()];
  const [relay] = (await instance.up("relay", "--image", `relay=${await relayImage()}`)).services;
  const note = await publishNote(relay?.url ?? "", "kept");
  const file = join(temporaryFolder(), "relay.age");
  const made = backupDocument.parse((await instance.json("backup", file)).document);
  expect(made).toMatchObject({ parts: ["volume-relay.relay-data"], genesis: null });
  expect(await readNote(relay?.url ?? "", note)).toBe("kept");
  expect(existsSync(join(instance.home, instance.name, "snapshots"))).toBe(false);

  const restored = await other.json("restore", file, "--identity-file", made.keyFile ?? "");
  expect(restoreDocument.parse(restored.document)).toMatchObject({ replaced: false });
  const [copy] = (await other.up()).services;
  expect(await readNote(copy?.url ?? "", note)).toBe("kept");

  const { document } = await other.json("uninstall", "--yes");
  const done = uninstallDocument.parse(document);
  expect(await other.containers()).toEqual([]);
  expect(await other.networks()).toEqual([]);
  const volumes = await other.volumes();
  expect(done.kept.map(({ path }) => path)).toContain(`volume ${volumes[0]}`);
  const [back] = (await other.up()).services;
  expect(await readNote(back?.url ?? "", note)).toBe("kept");
});
