// A service as a process backend sees it: node service.mjs <name> --data-dir DIR --port N --mode MODE
import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [, , name, , dataDir, , port, , mode] = process.argv;
appendFileSync(join(dataDir, "starts.log"), `${process.pid}\n`);

if (mode === "exits") {
  console.error("The database is not readable. [STATE_CORRUPT]\n  next: wipe it");
  process.exit(3);
}
if (mode === "silent") setInterval(() => {}, 1000);
else {
  const server = createServer((request, response) => {
    if (mode === "dies" && request.url === "/health") process.exit(7);
    response.end(JSON.stringify({ status: mode === "sick" ? "unhealthy" : "healthy" }));
  });
  server.listen(Number(port), "127.0.0.1", () => {
    const file = join(dataDir, "endpoint.json");
    const endpoint = { service: name, pid: process.pid, port: server.address().port };
    const url = `http://127.0.0.1:${endpoint.port}`;
    writeFileSync(`${file}.tmp`, JSON.stringify({ ...endpoint, url }));
    renameSync(`${file}.tmp`, file);
  });
  process.on("SIGTERM", () => {
    if (mode === "stubborn") return;
    rmSync(join(dataDir, "endpoint.json"), { force: true });
    process.exit(0);
  });
}
