// The environment for a git that is to look at the project's own repository. A hook of another one, or a shell in which
// somebody works on another one, names that in variables. It starts nothing.

import type { Host } from "../../host/host.ts";

const LEADS_ELSEWHERE =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|COMMON_DIR|INDEX_FILE|NAMESPACE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/;

/** Without what leads git to another repository, or to another index. */
export const ownGitEnvironment = (env: Host["env"]): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !LEADS_ELSEWHERE.test(name)));
