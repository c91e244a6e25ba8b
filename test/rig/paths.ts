// Where the repository's own things are, for tests.

import { join } from "node:path";

export const repository: string = join(import.meta.dir, "..", "..");

/** The executable under test. */
export const executable: string = process.env["JIG_TEST_EXECUTABLE"] ?? join(repository, "dist", "jig");

/** Kept between runs of the tests: uv, and the packages that it downloaded. */
export const cacheFolder: string = join(repository, "node_modules", ".cache", "jig-rig");
