# Written by `jig flake` (8c902d4d6391) from jig.toml: change that, and write this again.
{
  description = "The development environment of editor";

  # Unpinned until `nix flake lock` has written flake.lock: commit that, and everybody has the same packages.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];

      # What this machine alone has: { cudaSupport = true; packages = pkgs: [ pkgs.htop ]; }. A flake in a git
      # repository sees only what git knows: `git add --intent-to-add --force local.nix`.
      local = if builtins.pathExists ./local.nix then import ./local.nix else { };

      shellFor =
        system: cuda:
        let
          pkgs = import nixpkgs { inherit system; config.allowUnfree = true; };
          inherit (pkgs) lib;
          inherit (pkgs.stdenv) isLinux;

          packages =
            [ pkgs.figlet pkgs.curl pkgs.vscode ]
            ++ lib.optionals cuda [
              pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl pkgs.ollama-cuda
            ]
            ++ (local.packages or (_: [ ])) pkgs;

          detectGpu = ''
            if PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then
              echo "CUDA hardware detected."
              ${lib.optionalString (!cuda) ''echo "- With the CUDA toolkit: nix develop .#cuda"''}
            else
              echo "No CUDA hardware detected."
            fi
          '';

          enter = pkgs.writeShellScript "enter" ''
            # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
            exec >&2
            cd "$PROJECT_ROOT" || exit
            ${pkgs.figlet}/bin/figlet Editor
            echo 'Welcome to the Editor development environment on' ${system}!
            echo
            ${lib.optionalString isLinux detectGpu}
            echo "Ollama says: $(curl --silent --fail --max-time 1 --noproxy '*' "''${OLLAMA_HOST:-127.0.0.1:11434}/" || echo nothing)"
          '';
        in
        pkgs.mkShell {
          packages = packages;
          shellHook = ''
            # The folder of this flake, at or above the one where the shell is entered; another project is left alone.
            PROJECT_ROOT=$(pwd -P)
            until [ -z "$PROJECT_ROOT" ] || cmp -s ${./flake.nix} "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done
            # What building in Nix needs, and what breaks pip, and programs that outlive this shell.
            unset PYTHONPATH SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP
            if [ -z "$PROJECT_ROOT" ]; then
              unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2
            else
            export PROJECT_ROOT
            ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
            ${enter}
            if [ -n "$ZSH_VERSION" ]; then PS1="%F{blue}(editor)%f $PS1"
            elif [ -n "$PS1" ]; then PS1="\[\033[1;34m\](editor)\[\033[0m\] $PS1"; fi
            fi
          '';
        };
    in
    {
      devShells = nixpkgs.lib.genAttrs systems (
        system:
        let
          isLinux = nixpkgs.lib.hasSuffix "linux" system;
        in
        { default = shellFor system (isLinux && local.cudaSupport or false); }
        // nixpkgs.lib.optionalAttrs isLinux { cuda = shellFor system true; }
      );
    };
}
