import { z } from "zod";
import { DatabaseError } from "../database-error.ts";

/** What `rs.initiate` stores: the set's name and its only member by the name that clients follow. */
export interface ReplicaSetConfiguration {
  readonly _id: string;
  readonly version: number;
  /** Elections that were held. */
  readonly term: number;
  readonly members: readonly [{ readonly _id: number; readonly host: string }];
}

const HOST = /^[^\s/:]+(:\d{1,5})?$/;
const schema = z.strictObject({
  _id: z.string().min(1),
  version: z.literal(1).optional(),
  members: z
    .array(z.strictObject({ _id: z.int().min(0).max(255), host: z.string().regex(HOST) }))
    .length(1, "the double has sets of one member"),
});

/** @throws DatabaseError `InvalidReplicaSetConfig` */
export function parseConfiguration(config: unknown, setName: string): ReplicaSetConfiguration {
  const { success, data, error } = schema.safeParse(config);
  if (!success) throw new DatabaseError("InvalidReplicaSetConfig", z.prettifyError(error));
  if (data._id !== setName)
    throw new DatabaseError(
      "InvalidReplicaSetConfig",
      `Attempting to initiate a replica set with name ${data._id}, but command line reports ${setName}; rejecting`,
    );
  const [member] = data.members;
  if (!member) throw new DatabaseError("InvalidReplicaSetConfig", "a set needs a member");
  const host = member.host.includes(":") ? member.host : `${member.host}:27017`;
  return { _id: data._id, version: 1, term: 0, members: [{ _id: member._id, host }] };
}
