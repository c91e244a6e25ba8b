// jig's own flake: the packages of one plan for one system, and what to ask when they cannot be had. Text only. Names come
// from a file that anybody may have written: they are checked when it is read, and quoted here once more.

import { nixpkgsUrl } from "../../plan/nixpkgs.ts";
import { interpreterIn } from "../../plan/plan-packages.ts";
import type { PackagesStep } from "../../plan/step.ts";

/** The variable in which the packages' own program folders are handed over: Nix's PATH has its build tools in it, too. */
export const PATH_VARIABLE = "JIG_PATH";

/** And this names the folders of the libraries that wheels ask for, where Python is among the packages. */
export const LIBRARIES_VARIABLE = "JIG_LIBRARIES";

const SYSTEMS = ["x86_64-linux", "aarch64-linux", "x86_64-darwin", "aarch64-darwin"];

/** The text of `flake.nix`: the same for the same packages. */
export const nixFlakeText = ({
  packages,
  nixpkgs,
  unfree,
  system,
  bringsPython,
}: Pick<PackagesStep, "packages" | "nixpkgs" | "unfree" | "system" | "bringsPython">): string => {
  const paths = packages.map(({ attribute }) => `    [ ${attribute.split(".").map(quote).join(" ")} ]`);
  const python = interpreterIn({ packages, bringsPython })?.attribute ?? null;
  const libraries = `
      ${LIBRARIES_VARIABLE} = pkgs.lib.makeLibraryPath [ pkgs.stdenv.cc.cc.lib pkgs.zlib ];`;
  return `{
  inputs.nixpkgs.url = ${quote(nixpkgsUrl(nixpkgs))};

  outputs = { self, nixpkgs }: let
    paths = [
${paths.map((path) => `  ${path}`).join("\n")}
    ];
    packagesOf = system: allowUnfree: import nixpkgs { inherit system; config = { inherit allowUnfree; }; };
    isThere = pkgs: path:
      path == [ ] || (pkgs ? \${builtins.head path} && isThere pkgs.\${builtins.head path} (builtins.tail path));
    get = pkgs: builtins.foldl' (set: name: set.\${name}) pkgs;
    isPackage = value: builtins.isAttrs value && value.type or null == "derivation";
    works = pkgs: path: (builtins.tryEval (
      isThere pkgs path && isPackage (get pkgs path) && builtins.isString (get pkgs path).drvPath
    )).value;
    # A set that throws when it is looked into is a package that may not be had.
    kindOf = value: let looked = builtins.tryEval (isPackage value); in
      if !looked.success || looked.value then "package" else if builtins.isAttrs value then "set" else "other";
    getPackage = path: let value = get pkgs path; in if isPackage value then value else throw "no package";
    pkgs = packagesOf ${quote(system)} ${unfree};
    packages = map getPackage paths;
  in {
    devShells.${quote(system)}.default = pkgs.mkShell {
      inherit packages;
      ${PATH_VARIABLE} = pkgs.lib.makeBinPath packages;${bringsPython ? libraries : ""}
    };

    # Asked when the shell cannot be had: which packages are to blame, and for which systems there is one.
    troubles = map (path: {
      attribute = builtins.concatStringsSep "." path;
      exists = (builtins.tryEval (isThere pkgs path)).value;
      kind = if (builtins.tryEval (isThere pkgs path)).value then kindOf (get pkgs path) else "package";
      unfree = works (packagesOf ${quote(system)} true) path;
      systems = builtins.filter (system: works (packagesOf system true) path) [ ${SYSTEMS.map(quote).join(" ")} ];${python === null ? "" : otherPythons(python)}
    }) (builtins.filter (path: !(works pkgs path)) paths);
  };
}
`;
};

/** Which Pythons there are in place of one that cannot be had. */
const otherPythons = (attribute: string): string => `
      instead = builtins.filter (name: path == [ ${quote(attribute)} ] && works pkgs [ name ])
        (builtins.filter (name: builtins.match "python3[0-9]+" name != null) (builtins.attrNames pkgs));`;

/** A string of Nix: `"`, `\` and `${` mean something in one. */
const quote = (text: string): string => `"${text.replaceAll(/["\\]|\$(?=\{)/g, String.raw`\$&`)}"`;
