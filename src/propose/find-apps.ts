// The web apps of a folder, found by what the usual files import. Nothing is run to find out.

import { SERVICE_NAME } from "../describe/services/service-name.ts";
import type { FoundService } from "./draft.ts";
import { textOf, type Folder } from "./folder.ts";
import { readImports } from "./read/read-imports.ts";
import { webFrameworks } from "./web-frameworks.ts";

/** Where apps are kept, the more usual places first. */
const PLACES = ["server.py", "app.py", "main.py", "streamlit_app.py", "wsgi.py", "app/main.py"];

/** A service for every app, each under the name of its file. */
export const findApps = (folder: Folder): readonly FoundService[] => {
  const found: FoundService[] = [];
  for (const path of PLACES) {
    const service = readApp(path, textOf(folder, path));
    if (service !== null && found.every(({ name }) => name !== service.name)) found.push(service);
  }
  return found;
};

/** Apps that lie in the folder itself under a name of their own: they may be one of several, so nobody is given them unasked. */
export const findOtherApps = (folder: Folder): readonly FoundService[] =>
  folder.files.flatMap((path) => {
    const name = path.replace(/\.py$/, "");
    if (!path.endsWith(".py") || PLACES.includes(path) || !SERVICE_NAME.test(name)) return [];
    const code = textOf(folder, path);
    const service = SHOWS_SOMETHING.test(code) ? readApp(path, code) : null;
    return service === null ? [] : [service];
  });

/** What makes an app, and what a page of Streamlit calls: a file that only imports it may be a part of one. */
const SHOWS_SOMETHING =
  /\b(?:FastAPI|fast_app|FastHTML|Flask)\(|\.launch\(|\bserve\(|\bst\.\w+\(|\bstreamlit\.\w+\(/;

const readApp = (path: string, code: string): FoundService | null => {
  const imports = new Set(readImports(code));
  const framework = webFrameworks.find(({ module, isApp }) => imports.has(module) && isApp.test(code));
  if (framework === undefined) return null;
  const stem = path.replace(/\.py$/, "");
  const { notes = [], port, ...way } = framework.start({ path, module: stem.replaceAll("/", "."), code });
  return {
    name: stem.slice(stem.lastIndexOf("/") + 1).replace("streamlit_app", "app"),
    ...way,
    port: port ?? framework.port,
    ...(way.use === undefined ? { open: true } : {}),
    from: `\`${path}\`, ${framework.title}`,
    needs: framework.needs,
    isPortFixed: port !== undefined,
    notes,
  };
};
