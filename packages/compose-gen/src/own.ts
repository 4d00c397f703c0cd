/** The member of a record that was put there: names such as `constructor` are no members, although every object answers them. */
export function own<Member>(
  record: Readonly<Record<string, Member>> | undefined,
  key: string,
): Member | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
