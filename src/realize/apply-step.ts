// Which file carries out which kind of step. Loaded only when something has to be done.

import type { Result } from "../base/result.ts";
import { bringUv } from "./uv/bring-uv.ts";
import { checkImports } from "./venv/check-imports.ts";
import { findPython } from "./venv/find-python.ts";
import { installPackages } from "./venv/install-packages.ts";
import { makeVenv } from "./venv/make-venv.ts";
import type { Applied, StepContext } from "./realize-context.ts";
import type { RealizeFailure } from "./realize-failure.ts";

/** Makes one step true. Each can be called again after it was cut short. */
export const applyStep = async (context: StepContext): Promise<Result<Applied, RealizeFailure>> => {
  const { step } = context;
  switch (step.kind) {
    case "packages":
      return (await import("./nix/bring-packages.ts")).bringPackages(context, step);
    case "driver":
      return (await import("./gpu/link-driver.ts")).linkDriver(context, step);
    case "uv":
      return bringUv(context, step);
    case "python":
      return findPython(context, step);
    case "lock":
      // It brings a TOML parser along, and is wanted once in a while.
      return (await import("./lock/lock-packages.ts")).lockPackages(context, step);
    case "nixpkgs-lock":
      return (await import("./nix/pin-nixpkgs.ts")).pinNixpkgs(context, step);
    case "venv":
      return makeVenv(context);
    case "install":
      return installPackages(context, step);
    case "import-check":
      return checkImports(context, step);
  }
};
