// The first notebook of a folder that has nothing yet: a few cells that run with the packages proposed beside it.

import type { Folder } from "./folder.ts";

/** Where it goes: beside the rest when something that is no folder is called `notebooks`. */
export const helloPath = ({ files, others }: Pick<Folder, "files" | "others">): string =>
  [...files, ...others].includes("notebooks") ? "hello.ipynb" : "notebooks/hello.ipynb";

export const HELLO_PACKAGES: readonly string[] = ["jupyterlab", "numpy", "pandas", "matplotlib"];

const cells: readonly (readonly ["markdown" | "code", string, string])[] = [
  [
    "markdown",
    "welcome",
    "# Hello\n\nThis notebook runs on the project's own Python, with the versions in `jig.lock`.\nRun each cell with Shift+Enter.",
  ],
  [
    "code",
    "imports",
    'import sys\n\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n\nprint("Python", sys.version.split()[0], "in", sys.prefix)',
  ],
  [
    "code",
    "walks",
    'random = np.random.default_rng(7)\nsteps = random.normal(size=(365, 4)).cumsum(axis=0)\nwalks = pd.DataFrame(steps, columns=["north", "east", "south", "west"])\nwalks.describe().round(2)',
  ],
  [
    "code",
    "plot",
    'ax = walks.plot(figsize=(9, 4), linewidth=1.2, title="Four random walks through a year")\nax.set_xlabel("day")\nplt.show()',
  ],
  [
    "markdown",
    "next",
    "To use another package, add its name to `packages` in `jig.toml`, run `jig sync`, and import it here.",
  ],
];

/** The notebook's text, as Jupyter itself would save it. */
export const helloNotebook = (): string => {
  const notebook = {
    cells: cells.map(([type, id, source]) => ({
      cell_type: type,
      ...(type === "code" ? { execution_count: null } : {}),
      id,
      metadata: {},
      ...(type === "code" ? { outputs: [] } : {}),
      source: source.split(/(?<=\n)/),
    })),
    metadata: {
      kernelspec: { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
};
