#!/usr/bin/env node
import { launch } from "@unicity-sphere/devnet/launch";

launch(new URL("../dist/cli.js", import.meta.url));
