// How the web apps that jig finds are started: by which command, on which address, and what they need. Data of one kind a
// framework; what a framework has a preset for, the preset knows.

import { fasthtml as preset } from "../presets/fasthtml.ts";
import type { DraftService } from "./draft.ts";

/** What is known of the program when it is to be started. */
export interface AppFile {
  /** `app/main.py`. */
  readonly path: string;
  /** `app.main`. */
  readonly module: string;
  readonly code: string;
}

export interface WebFramework {
  readonly title: string;
  /** The module whose import gives it away. */
  readonly module: string;
  /** Whether a file that imports it is an app, and not a part of one. */
  readonly isApp: RegExp;
  readonly needs: readonly (readonly string[])[];
  readonly port: number;
  readonly start: (file: AppFile) => DraftWay;
}

type DraftWay = Pick<DraftService, "use" | "run" | "env" | "ready"> & {
  /** Written in the program: another one would not be listened on. */
  readonly port?: number;
  readonly notes?: readonly string[];
};

const HAS_ROOT = /@\w+(?:\.\w+)*\(\s*(?:path\s*=\s*)?(["'])\/\1/;

/** `/` where the program has such a page; without one an answer of 404 would never be ready. */
const readyAtRoot = (code: string): Pick<DraftService, "ready"> =>
  HAS_ROOT.test(code) ? { ready: "/" } : {};

/** The name that an app is assigned to at the top of its file; null when a function makes it. */
const appName = (code: string, type: string): string | null =>
  new RegExp(`^(\\w+)\\s*(?::[^=\\n]+)?=\\s*(?:\\w+\\.)?${type}\\(`, "m").exec(code)?.[1] ?? null;

const streamlit: WebFramework = {
  title: "a Streamlit app",
  module: "streamlit",
  isApp: /^/,
  needs: [["streamlit"]],
  port: 8501,
  start: ({ path }) => ({
    run: `streamlit run ${path} --server.address 127.0.0.1 --server.port \${port} --server.headless true`,
    ready: "/",
  }),
};

const fastapi: WebFramework = {
  title: "a FastAPI app",
  module: "fastapi",
  isApp: /\bFastAPI\(/,
  needs: [["fastapi"], ["uvicorn", "fastapi[standard]", "fastapi[all]"]],
  port: 8000,
  start: ({ module, code }) => {
    const name = appName(code, "FastAPI");
    const what = name === null ? `--factory ${module}:${factoryIn(code)}` : `${module}:${name}`;
    const hasDocs = !/docs_url\s*=\s*None|openapi_url\s*=\s*None/.test(code);
    const ready = HAS_ROOT.test(code) ? { ready: "/" } : hasDocs ? { ready: "/docs" } : {};
    return { run: `uvicorn ${what} --host 127.0.0.1 --port \${port}`, ...ready };
  },
};

const factoryIn = (code: string): string =>
  /^def\s+((?:create|make|get|build)_\w*app\w*)\(/m.exec(code)?.[1] ?? "create_app";

const gradio: WebFramework = {
  title: "a Gradio app",
  module: "gradio",
  isApp: /\.launch\(/,
  needs: [["gradio"]],
  port: 7860,
  start: ({ path, code }) => ({
    run: `python ${path}`,
    env: { GRADIO_SERVER_NAME: "127.0.0.1", GRADIO_SERVER_PORT: "${port}" },
    ready: "/",
    ...portIn(code, /\.launch\([^)]*\bserver_port\s*=\s*(\d{2,5})\b/),
    notes: /\.launch\([^)]*\bserver_name\s*=\s*["']0\.0\.0\.0["']/.test(code)
      ? [everywhere(path, "launch")]
      : [],
  }),
};

const fasthtml: WebFramework = {
  title: "a FastHTML app",
  module: "fasthtml",
  isApp: /\b(?:serve|fast_app|FastHTML)\(/,
  needs: [preset.needs],
  port: preset.port ?? 5001,
  start: ({ path, module, code }) => {
    const ready = HAS_ROOT.test(code) || /\bdef (?:index|home)\(/.test(code) ? {} : { ready: "tcp" };
    const name = /^(\w+)(?:\s*,\s*\w+)*\s*=\s*(?:\w+\.)?(?:fast_app|FastHTML)\(/m.exec(code)?.[1];
    if (!/\bserve\(/.test(code) && name !== undefined) {
      return { use: "fasthtml", run: `uvicorn ${module}:${name} --host 127.0.0.1 --port \${port}`, ...ready };
    }
    const isLocal = /\bserve\([^)]*\bhost\s*=\s*["'](?:127\.|localhost)/.test(code);
    return {
      use: "fasthtml",
      ...(path === "server.py" ? {} : { run: `python ${path}` }),
      ...ready,
      ...portIn(code, /\bserve\([^)]*\bport\s*=\s*(\d{2,5})\b/),
      notes: isLocal ? [] : [everywhere(path, "serve")],
    };
  },
};

const flask: WebFramework = {
  title: "a Flask app",
  module: "flask",
  isApp: /\bFlask\(/,
  needs: [["flask"]],
  port: 5000,
  start: ({ module, code }) => {
    const name = appName(code, "Flask");
    // Flask finds `app`, `application` and `create_app` by itself.
    const what = name === null || name === "app" || name === "application" ? module : `${module}:${name}`;
    return { run: `flask --app ${what} run --host 127.0.0.1 --port \${port}`, ...readyAtRoot(code) };
  },
};

const portIn = (code: string, pattern: RegExp): { readonly port?: number } => {
  const port = Number(pattern.exec(code)?.[1] ?? 0);
  return port >= 1 && port <= 65_535 ? { port } : {};
};

const everywhere = (path: string, call: "serve" | "launch"): string =>
  `\`${path}\` listens on every network of the machine: \`${call}(${call === "serve" ? "host" : "server_name"}="127.0.0.1")\` keeps it on this one`;

/** Where a file imports several, the first of these is what it is. */
export const webFrameworks: readonly WebFramework[] = [streamlit, fastapi, gradio, fasthtml, flask];
