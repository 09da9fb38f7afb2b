// `npm run bundle`

import { writeFileSync } from "node:fs";
import { BUNDLE, OFFLINE, bundle } from "./bundle.mjs";

writeFileSync(BUNDLE, bundle());
writeFileSync(OFFLINE, bundle("offline.js", "iife"));
