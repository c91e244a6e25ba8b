// What a step does, in a few words for people.

import type { Step } from "../plan/step.ts";

/** Said while it works. */
export const titleOf = (step: Step): string => {
  switch (step.kind) {
    case "packages":
      return step.nix === null ? "looking for packages on this machine" : "getting packages from Nix";
    case "driver":
      return "linking the NVIDIA driver";
    case "uv":
      return "finding uv";
    case "python":
      return step.path === null ? `fetching Python ${step.request}` : `finding Python ${step.request}`;
    case "lock":
      if (step.scope === "local") return "choosing versions for what jig.local.toml adds";
      return step.reason === "missing" ? "choosing package versions" : "choosing package versions again";
    case "nixpkgs-lock":
      return `asking for the revision of ${step.branch}`;
    case "venv":
      return "making .venv";
    case "install":
      return "installing packages";
    case "import-check":
      return `importing ${step.modules.join(", ")}`;
  }
};
