import type { Docker } from "rehearsal";
import { idOf, isRehearsalId, LABEL, namesOf, OWNER_LABEL, PROJECT_LABEL, projectOf } from "./names.ts";
import { ownerLives } from "./owner.ts";

/** A rehearsal that the engine has something of. */
export interface FoundRehearsal {
  readonly id: string;
  /** Its process still runs, or is on another host. */
  readonly alive: boolean;
}

const lines = (text: string) => text.split("\n").filter(Boolean);

/** All rehearsals of this engine, also those of which only a part is left. */
export async function findRehearsals(docker: Docker): Promise<FoundRehearsal[]> {
  const value = (label: string) => `{{.Label ${JSON.stringify(label)}}}`;
  const labelled = async (kind: string[], label: string) =>
    lines(await docker.text(...kind, "--filter", `label=${label}`, "--format", value(label)));
  const ids = [
    ...(await labelled(["network", "ls"], LABEL)),
    ...(await labelled(["volume", "ls"], LABEL)),
    ...(await labelled(["ps", "--all"], LABEL)),
    ...(await labelled(["ps", "--all"], PROJECT_LABEL)).map((project) => idOf(project) ?? ""),
  ];
  const rehearsals: FoundRehearsal[] = [];
  for (const id of [...new Set(ids)].filter(isRehearsalId).sort())
    rehearsals.push({ id, alive: await isAlive(docker, id) });
  return rehearsals;
}

async function isAlive(docker: Docker, id: string): Promise<boolean> {
  const format = `{{index .Labels ${JSON.stringify(OWNER_LABEL)}}}`;
  const { exitCode, stdout } = await docker.result(
    ...["network", "inspect", "--format", format, namesOf(projectOf(id)).network],
  );
  return exitCode === 0 && ownerLives(stdout.trim());
}
