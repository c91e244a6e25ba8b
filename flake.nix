# jig itself, for Nix: `nix run`, `nix profile install`. The flake that `jig flake` writes for a project is another thing.
{
  description = "One file, one command: the same data-science workbench on every machine";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      forEachSystem =
        make:
        lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (
          system: make nixpkgs.legacyPackages.${system}
        );

      inherit (lib.importJSON ./package.json) version;
      locked = (lib.importJSON ./package-lock.json).packages;

      # What is built into jig, and what that needs. The rest of the lock is for whoever changes jig.
      bundled = map ({ key }: key) (
        builtins.genericClosure {
          startSet = map (key: { inherit key; }) [
            "@stricli/core" "fflate" "figlet" "toml-eslint-parser" "valibot" "yaml"
          ];
          operator =
            { key }:
            map (key: { inherit key; }) (builtins.attrNames (locked."node_modules/${key}".dependencies or { }));
        }
      );

      # By npm's public address and the hash in the lock.
      fetchLocked =
        pkgs: name:
        let
          package = locked."node_modules/${name}";
        in
        pkgs.fetchurl {
          url = "https://registry.npmjs.org/${name}/-/${baseNameOf name}-${package.version}.tgz";
          hash = package.integrity;
        };

      jigFor =
        pkgs:
        pkgs.stdenv.mkDerivation {
          pname = "jig";
          inherit version;
          src = self;
          nativeBuildInputs = [ pkgs.bun ];
          buildPhase = ''
            export HOME=$TMPDIR
            ${lib.concatMapStrings (name: ''
              mkdir -p node_modules/${name}
              tar -xzf ${fetchLocked pkgs name} -C node_modules/${name} --strip-components=1
            '') bundled}
            bun script/build.ts
          '';
          # jig takes the uv that lies beside it: the one that it would fetch does not start on NixOS.
          installPhase = ''
            install -D dist/jig $out/libexec/jig/jig
            ln -s ${pkgs.uv}/bin/uv $out/libexec/jig/uv
            mkdir $out/bin
            ln -s ../libexec/jig/jig $out/bin/jig
          '';
          # The program lies behind the runtime in the executable, where stripping and patching would cut it off.
          dontStrip = true;
          dontPatchELF = true;
          meta = {
            description = "One file, one command: the same data-science workbench on every machine";
            license = lib.licenses.mit;
            mainProgram = "jig";
            platforms = lib.platforms.linux ++ lib.platforms.darwin;
          };
        };
    in
    {
      packages = forEachSystem (pkgs: { default = jigFor pkgs; });

      # What script/up and script/test start from; they bring the rest.
      devShells = forEachSystem (pkgs: {
        default = pkgs.mkShell { packages = [ pkgs.nodejs pkgs.python3 pkgs.git ]; };
      });
    };
}
