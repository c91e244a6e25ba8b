// A package in a folder of a test's own, as a project keeps one beside its notebooks.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface PackageOptions {
  readonly dependencies?: readonly string[];
  /** A line of Python, for when its wheel is built; what it is and needs is known without. */
  readonly atBuild?: string;
}

/** A package that is built by a file beside it: no build tool has to be had from an index. */
export const packageIn = (
  folder: string,
  name: string,
  { dependencies = [], atBuild = "" }: PackageOptions = {},
): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "pyproject.toml"),
    `[project]\nname = "${name}"\nversion = "0.1"\ndependencies = ${JSON.stringify(dependencies)}\n` +
      '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
  );
  writeFileSync(join(folder, `${name}.py`), `where = __file__\n`);
  writeFileSync(join(folder, "backend.py"), backend({ name, dependencies, atBuild }));
};

interface Building {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly atBuild: string;
}

const backend = ({ name, dependencies, atBuild }: Building): string => `
import os, zipfile
info = "${name}-0.1.dist-info"
metadata = "Metadata-Version: 2.1\\nName: ${name}\\nVersion: 0.1\\n" + "".join(f"Requires-Dist: {each}\\n" for each in ${JSON.stringify(dependencies)})
def make(folder, files):
    path = f"${name}-0.1-py3-none-any.whl"
    files = {**files, f"{info}/METADATA": metadata, f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    with zipfile.ZipFile(os.path.join(folder, path), "w") as archive:
        for file, text in files.items(): archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{file},,\\n" for file in [*files, f"{info}/RECORD"]))
    return path
def prepare_metadata_for_build_wheel(folder, *_):
    os.makedirs(os.path.join(folder, info))
    with open(os.path.join(folder, info, "METADATA"), "w") as file: file.write(metadata)
    return info
def build_wheel(folder, *_):
    ${atBuild || "pass"}
    return make(folder, {"${name}.py": open("${name}.py").read()})
def build_editable(folder, *_): return make(folder, {"${name}.pth": os.getcwd()})
`;
