// `npm run bundle`

import { writeFileSync } from "node:fs";
import { BUNDLE, bundle } from "./bundle.mjs";

writeFileSync(BUNDLE, bundle());
