# Written by `jig flake` (cc0083909e61) from jig.toml: change that, and write this again.
{
  description = "The development environment of training";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/0123456789012345678901234567890123456789";

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
      python = pkgs.python311;

      packages =
        [ python pkgs.uv pkgs.figlet ]
        ++ lib.optionals isLinux [
          pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.nccl pkgs.stdenv.cc.cc.lib
          pkgs.pythonManylinuxPackages.manylinux2014Package
        ]
        ++ lib.optionals cuda [ pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl pkgs.ollama-cuda ]
        ++ (localFor pkgs).packages ++ [ tools ];
      tools = pkgs.runCommand "tools" { } ''
        # zsh reads the user's own files, and marks its prompt behind them and their hooks.
        mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"
        mark_prompt() { [[ $PS1 == *"(training)"* ]] || PS1="%F{blue}(training)%f $PS1"; precmd_functions=(''${precmd_functions:#mark_prompt} mark_prompt); }; [[ ! -o interactive ]] || sched +0 mark_prompt'
      '';

      # Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks nowhere: they are opened by whole path.
      wheelLibraries = lib.optionals isLinux [
        "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1" "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6" "${lib.getLib pkgs.zlib}/lib/libz.so.1" ];
    in pkgs.mkShell {
      inherit packages; shellHook = ''
        # The folder of this flake, at or above the one where the shell is entered; another project is left alone.
        PROJECT_ROOT=$(pwd -P); until [ -z "$PROJECT_ROOT" ] || grep -qs 'flake 4a47a980393f' "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done
        # What building in Nix needs, and what breaks pip, and programs that outlive this shell.
        unset PYTHONPATH PYTHONHOME SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP
        if [ -z "$PROJECT_ROOT" ]; then unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2
        else
        export PROJECT_ROOT VIRTUAL_ENV="$PROJECT_ROOT/.venv" PATH="$PROJECT_ROOT/.venv/bin:$PATH"
        ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
        bash ${enter} ${system} ${pkgs.uv}/bin/uv ${python.interpreter} ${toString wheelLibraries}
        if [ -e "$VIRTUAL_ENV/nvidia-driver" ]; then export TRITON_LIBCUDA_PATH="$VIRTUAL_ENV/nvidia-driver"; fi
        if [ -n "$PS1" ]; then PS1="\[\033[1;34m\](training)\[\033[0m\] $PS1"; fi; export FLAKE_ZDOTDIR="''${FLAKE_ZDOTDIR-''${ZDOTDIR-$HOME}}" ZDOTDIR=${tools}/zsh; fi
      '';
    };

    # Plain files, one for all systems: what differs between these is handed to them.
    # This one is for every Python of the venv, in kernels and workers too; LD_LIBRARY_PATH would reach all children, and break some.
    openLibraries = builtins.toFile "nix_libraries.py" ''
      import ctypes, os, sys
      def open_all(*libraries):
          driver = ["dxcore.so", "nvidia-ptxjitcompiler.so.1", "nvidia-nvvm.so.4", "cuda.so.1", "nvidia-ml.so.1", "nvcuvid.so.1"]
          for library in [*libraries, *(f"{sys.prefix}/nvidia-driver/lib{name}" for name in driver)]:
              if os.path.exists(library): ctypes.CDLL(library)
    '';

    enter = builtins.toFile "enter" ''
      # shellcheck disable=SC2016 # What stands in single quotes is for other shells.
      # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
      exec >&2; cd "$PROJECT_ROOT" || exit; system=$1; uv=$2 python=$3; shift 3; libraries=$*
      figlet Training; echo 'Welcome to the Training development environment on' "$system!"; echo
      lock() { "$python" -ISc "import fcntl; fcntl.flock(9, fcntl.LOCK_EX$1)" 2>/dev/null; } # As macOS has no flock of its own.
      case $PROJECT_ROOT in *:*) echo "Error: PATH cannot hold a colon, and this folder's path has one: python is not this project's. Move the folder."; exit ;; esac
      # What would lead uv elsewhere goes; the rest of its settings, indexes among them, is whoever's who enters.
      unset UV_{PYTHON,SYSTEM_PYTHON,CONFIG_FILE,CONSTRAINT,OVERRIDE,EXCLUDE,BUILD_CONSTRAINT,REQUIRE_HASHES,NO_VERIFY_HASHES,ENV_FILE,PROJECT,WORKING_DIR,WORKING_DIRECTORY,VENV_CLEAR,VENV_SEED,VENV_RELOCATABLE} PYTHONHOME PYTHONUSERBASE VIRTUAL_ENV CONDA_PREFIX
      # Made again when the lock, the Python, its libraries or this folder's path change, and only then: entering again asks no network.
      filter='# For git: its filter of notebooks.' stamp=.venv/.made-by-flake wanted="$PWD $python whole $libraries ${openLibraries} $(sha256sum requirements.lock 2>/dev/null)"
      is_made() { [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }
      names() { (cd "$packages" && printf '%s\n' *.dist-info) | sed -n "s/-[^-]*-info\$//p" | sort; }
      make_environment() {
        if [ ! -e requirements.lock ]; then echo "There is no requirements.lock: jig flake writes it." && again= && return 1
        elif [ ! -e "$stamp" ] && [ -n "$(ls -A .venv 2>/dev/null)" ]; then
          echo ".venv was not made by this flake and stays as it is; move it aside to get one." && again= && return 1; fi
        former=$(cat "$stamp" 2>/dev/null); { mkdir -p .venv && echo unfinished > "$stamp"; } || return
        # Another Python, one that a garbage collection took, or packages that came in half: it is made anew.
        if ! case $former in "$PWD $python whole "*) .venv/bin/python -c pass 2>/dev/null ;; *) false ;; esac; then
          former=; find .venv/ -mindepth 1 -maxdepth 1 ! -name .made-by-flake -exec rm -rf {} +
          UV_PYTHON_DOWNLOADS=never "$uv" venv --quiet --allow-existing --python "$python" .venv || return; fi
        packages=$(echo .venv/lib/python*/site-packages); install -m 644 ${openLibraries} "$packages/nix_libraries.py"
        echo "import nix_libraries; nix_libraries.open_all(*'$libraries'.split())" > "$packages/nix_libraries.pth"
        # Packages of this folder have no hash, and are what is there now, whatever uv has kept; those of git have a commit.
        if grep -qvE '^( |#|$)|\\$' requirements.lock; then hashes=--verify-hashes; else hashes=--require-hashes; fi; mapfile -t own < <(sed -nE 's|^([^ ]+) @ [.]/.*|--reinstall-package=\1|p' requirements.lock)
        if [[ $("$uv" --show-settings pip sync requirements.lock 2>/dev/null) != *" target: None"*" prefix: None"* ]]; then
          export UV_NO_CONFIG=1; echo "- No settings file of uv is heeded here: one leads packages elsewhere (target, prefix), or uv cannot tell."; fi
        before=$(names); echo unfinished > "$stamp" # uv touches nothing before it has everything, and then what is there is whole.
        fill() { "$uv" pip sync --quiet --python .venv/bin/python "$hashes" "''${own[@]}" --allow-empty-requirements "$1"; }
        said=$(fill requirements.lock 2>&1) || if [[ $said == *nb-clean* ]] && grep -q "^$filter" requirements.lock; then
          echo "Warning: nb-clean, for git's filter of notebooks, cannot be installed here."; sed "/^$filter/,/[^\\]$/d" requirements.lock | fill -
        else echo "$said"; false; fi || { [ -n "$(find "$packages" .venv/bin -name __pycache__ -prune -o -newer "$stamp" -print -quit)" ] || echo "$former" > "$stamp"; return 1; }
        echo "$wanted" > "$stamp"; gone=$(comm -23 <(echo "$before") <(names) | paste -s -d " " -)
        if [ -n "$gone" ]; then echo "- Removed, for requirements.lock does not have them: $gone"; fi; }
      if ! is_made; then next=true again="; entering again goes on with it"; trap next=exit INT # One shell at a time.
        exec 9<.; lock "|fcntl.LOCK_NB" || { echo "- Waiting for another shell, which installs the packages..."; lock; $next; }
        is_made || { echo "- Installing the packages of requirements.lock..."; make_environment; } ||
          { echo "Warning: the Python environment is not complete$again."; $next; }; exec 9<&-; trap - INT
      fi; if is_made; then set -- .venv/lib/python*/site-packages/*.dist-info; echo "- Done. $# pip packages installed."; fi
      if reason=$(.venv/bin/python -c 'import importlib, sys; importlib.import_module(sys.argv[1])' torch 2>&1); then
        echo '- torch is importable (good to go!)'
      else [ -x .venv/bin/python ] || reason="there is no Python in .venv"; echo 'Error: torch could not be imported:' "$(echo "$reason" | tail -n 1)"; fi
      [ ! -e "$stamp" ] || rm -rf .venv/nvidia-driver; if [ "$(uname)" = Darwin ]; then :
      elif PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then
        echo "CUDA hardware detected."
        if [ -z "$CUDA_HOME" ]; then echo "- With the CUDA toolkit: nix develop .#cuda"; fi
        # Links to the driver's own libraries, 64-bit ones: the system's C library must not come along.
        for folder in /usr/lib/wsl/lib /run/opengl-driver/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do
          if [ ! -e "$stamp" ] || [ "$(od -An -tu1 -j4 -N1 "$folder/libcuda.so.1" 2>/dev/null | tr -d ' ')" != 2 ]; then continue; fi
          mkdir -p .venv/nvidia-driver; for library in "$folder"/lib{cuda,cudadebugger,nvcuvid,nvoptix,nvidia-*,dxcore}.so*; do
            if [ -e "$library" ]; then ln -sf "$library" .venv/nvidia-driver/; fi; done; break; done
      else echo "No CUDA hardware detected, and this project cannot do without."; fi
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
