# Written by `jig flake` (ed835c83191a) from jig.toml: change that, and write this again.
{
  description = "The development environment of editor";

  # Unpinned until `nix flake lock` has written flake.lock: commit that, and everybody has the same packages.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs = { nixpkgs, ... }: let
    systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
    # What this machine alone has: { pkgs, ... }: { cudaSupport = true; packages = [ pkgs.htop ]; }. A flake in a git
    # repository sees only what git knows: `git add --intent-to-add --force local.nix`.
    localFor = if builtins.pathExists ./local.nix then checkedLocal (import ./local.nix) else _: { cudaSupport = false; packages = [ ]; };
    checkedLocal = file: pkgs: let
      asked = if builtins.isFunction file then builtins.functionArgs file else { };
      given = if asked == { } then pkgs else builtins.intersectAttrs asked (pkgs // { inherit pkgs; });
      local = pkgs.lib.toFunction file given; cudaSupport = local.cudaSupport or false;
      packages = pkgs.lib.toFunction (local.packages or [ ]) pkgs;
      isKnown = builtins.isAttrs local && removeAttrs local [ "cudaSupport" "packages" ] == { };
    in if isKnown && builtins.isBool cudaSupport && builtins.isList packages && builtins.all builtins.isAttrs packages then { inherit cudaSupport packages; }
      else throw "local.nix may have `cudaSupport`, true or false, and `packages`, a list of packages, and nothing else; or be a function of { pkgs, ... } to these";

    shellFor = system: cuda: let
      pkgs = import nixpkgs { inherit system; config.allowUnfree = true; };
      inherit (pkgs) lib; inherit (pkgs.stdenv) isLinux;

      packages =
        [ pkgs.figlet pkgs.vscode ]
        ++ lib.optionals cuda [ pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl pkgs.ollama-cuda ]
        ++ (localFor pkgs).packages ++ [ tools ];
      tools = pkgs.runCommand "tools" { } ''
        # zsh reads the user's own files, and marks its prompt behind them and their hooks.
        mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"
        mark_prompt() { [[ $PS1 == *"(editor)"* ]] || PS1="%F{blue}(editor)%f $PS1"; precmd_functions=(''${precmd_functions:#mark_prompt} mark_prompt); }; [[ ! -o interactive ]] || sched +0 mark_prompt'
      '';
    in pkgs.mkShell {
      inherit packages; shellHook = ''
        # The folder of this flake, at or above the one where the shell is entered; another project is left alone.
        PROJECT_ROOT=$(pwd -P); until [ -z "$PROJECT_ROOT" ] || grep -qs 'flake 3b65530b9025' "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done
        # What building in Nix needs, and what breaks pip, and programs that outlive this shell.
        unset PYTHONPATH PYTHONHOME SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP
        if [ -z "$PROJECT_ROOT" ]; then unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2
        else
        export PROJECT_ROOT
        ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
        bash ${enter} ${system}
        if [ -n "$PS1" ]; then PS1="\[\033[1;34m\](editor)\[\033[0m\] $PS1"; fi; export FLAKE_ZDOTDIR="''${FLAKE_ZDOTDIR-''${ZDOTDIR-$HOME}}" ZDOTDIR=${tools}/zsh; fi
      '';
    };

    # Plain files, one for all systems: what differs between these is handed to them.
    enter = builtins.toFile "enter" ''
      # shellcheck disable=SC2016 # What stands in single quotes is for other shells.
      # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
      exec >&2; cd "$PROJECT_ROOT" || exit; system=$1
      figlet Editor; echo 'Welcome to the Editor development environment on' "$system!"; echo
      if [ "$(uname)" = Darwin ]; then :
      elif PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then
        echo "CUDA hardware detected."
        if [ -z "$CUDA_HOME" ]; then echo "- With the CUDA toolkit: nix develop .#cuda"; fi
      else echo "No CUDA hardware detected."; fi
      at=''${OLLAMA_HOST:-127.0.0.1} port=11434; case $at in http://*) port=80 ;; esac; at=''${at#http://} at=''${at%%/*}
      if [[ $at =~ ^(.*[^:]):([0-9]+)$ ]]; then at=''${BASH_REMATCH[1]} port=''${BASH_REMATCH[2]}; fi; at=''${at#[} at=''${at%]}
      case $at in https:) says=$(timeout 2 ollama list >/dev/null 2>&1 && echo Ollama is running) ;;
      *) says=$(timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\r\nHost: %s\r\n\r\n" "$0" >&3 && tail -n 1 <&3 | tr -d "[:cntrl:]"' "$at" "$port" 2>/dev/null) ;; esac
      case $says in Ollama*) ;; *) says=nothing ;; esac; echo "Ollama says: ''${says:0:80}"
    '';
  in {
    devShells = nixpkgs.lib.genAttrs systems (system:
      if nixpkgs.lib.hasSuffix "darwin" system then { default = shellFor system false; }
      else { default = shellFor system (localFor nixpkgs.legacyPackages.${system}).cudaSupport; cuda = shellFor system true; });
  };
}
