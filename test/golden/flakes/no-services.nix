# Written by `jig flake` (1cb131324942) from jig.toml: change that, and write this again.
{
  description = "The development environment of notes";

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
          # Only the CUDA toolkit is unfree: whoever does not ask for it neither fetches nor evaluates it.
          pkgs =
            if cuda then import nixpkgs { inherit system; config.allowUnfree = true; }
            else nixpkgs.legacyPackages.${system};
          inherit (pkgs) lib;
          inherit (pkgs.stdenv) isLinux;

          python = pkgs.python312;

          packages =
            [ python pkgs.uv pkgs.figlet pkgs.curl ]
            ++ lib.optionals isLinux [ pkgs.stdenv.cc.cc.lib pkgs.pythonManylinuxPackages.manylinux2014Package ]
            ++ lib.optionals cuda [
              pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl pkgs.ollama-cuda
            ]
            ++ (local.packages or (_: [ ])) pkgs;

          # Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks for them nowhere. The venv opens
          # them by their whole path at its start, in kernels and workers too; LD_LIBRARY_PATH would reach every child,
          # and break some.
          wheelLibraries = pkgs.writeText "nix_libraries.py" ''
            import ctypes, os, sys

            driver = sys.prefix + "/nvidia-driver"
            for library in [
                ${lib.optionalString isLinux ''
                  "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1",
                  "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6",
                  "${lib.getLib pkgs.zlib}/lib/libz.so.1",
                ''}
                driver + "/libdxcore.so", driver + "/libnvidia-ptxjitcompiler.so.1", driver + "/libcuda.so.1",
            ]:
                if os.path.exists(library):
                    ctypes.CDLL(library)
          '';

          enter = pkgs.writeShellScript "enter" ''
            # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
            exec >&2
            cd "$PROJECT_ROOT" || exit
            ${pkgs.figlet}/bin/figlet Notes
            echo 'Welcome to the Notes development environment on' ${system}!
            echo

            # Made again when the lock, the Python or its libraries change, and only then: entering again asks no network.
            wanted="${python.interpreter} ${wheelLibraries} $(sha256sum requirements.lock 2>/dev/null)"
            stamp=.venv/.made-by-flake
            make_environment() {
              if [ ! -e requirements.lock ]; then echo "There is no requirements.lock: jig flake writes it." && return 1; fi
              # Another Python, or one that a garbage collection took: what is installed is of no use to the new one.
              if [ -e "$stamp" ] && ! { grep -qF '${python.interpreter} ' "$stamp" && .venv/bin/python -c pass; }; then
                rm -rf .venv
              elif [ -e .venv ] && [ ! -e "$stamp" ]; then
                echo ".venv was not made by this flake and stays as it is; move it aside to get one." && return 1
              fi
              [ -e .venv ] || UV_PYTHON_DOWNLOADS=never ${pkgs.uv}/bin/uv venv --quiet --python ${python.interpreter} .venv || return
              echo '${python.interpreter} unfinished' > "$stamp"
              for packages in .venv/lib/python*/site-packages; do
                install -m 644 ${wheelLibraries} "$packages/nix_libraries.py"
                echo 'import nix_libraries' > "$packages/nix_libraries.pth"
              done
              ${pkgs.uv}/bin/uv pip install --quiet --no-deps --require-hashes -r requirements.lock || return
              echo "$wanted" > "$stamp"
            }
            if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
              echo "- Installing the packages of requirements.lock..."
              make_environment || echo "Warning: the Python environment is not complete."
            fi
            if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
              set -- .venv/lib/python*/site-packages/*.dist-info
              echo "- Done. $# pip packages installed."
            fi
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
            export VIRTUAL_ENV="$PROJECT_ROOT/.venv"
            export PATH="$VIRTUAL_ENV/bin:$PATH"
            ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
            ${enter}
            if [ -n "$ZSH_VERSION" ]; then PS1="%F{blue}(notes)%f $PS1"
            elif [ -n "$PS1" ]; then PS1="\[\033[1;34m\](notes)\[\033[0m\] $PS1"; fi
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
