#!/usr/bin/env node
import { launch } from "./launch.js";

launch(new URL("../dist/cli.js", import.meta.url));
