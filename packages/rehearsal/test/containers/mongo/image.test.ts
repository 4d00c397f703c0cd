import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { mongoImage } from "./support/mongo.ts";

withEngine(
  "the image has what the real one has: entrypoint, port, volumes, home, bash, and no curl",
  async () => {
    const image = await mongoImage();
    const config = JSON.parse(await docker("image", "inspect", "--format", "{{json .Config}}", image));
    expect(config).toMatchObject({
      Entrypoint: ["mongod"],
      ExposedPorts: { "27017/tcp": {} },
      Volumes: { "/data/db": {}, "/data/configdb": {} },
    });
    expect(config.User ?? "").toBe("");
    expect(config.Env).toContain("HOME=/data/db");
    const found = await docker(
      ...["run", "--rm", "--network", "none", "--entrypoint", "bash", image, "-c"],
      'command -v mongod mongosh; command -v curl wget; stat -c "%u:%g" /data/db /data/configdb',
    );
    expect(found.split("\n")).toEqual(["/usr/bin/mongod", "/usr/bin/mongosh", "999:999", "999:999"]);
  },
);
