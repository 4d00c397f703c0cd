// Makes the single-member replica set at the first probe; healthy only as writable primary, because the
// aggregator builds its indexes at start and gives up on a set that is still electing. The election is waited for here:
// that is cheaper than a new mongosh.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
for (let waits = 0; waits < 50 && !db.hello().isWritablePrimary; waits++) sleep(100);
if (!db.hello().isWritablePrimary) quit(1);
