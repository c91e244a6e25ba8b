# Written by `jig flake` (7bbf6784ce02) from jig.toml: change that, and write this again.
{
  description = "The development environment of workbench";

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
      # Only the CUDA toolkit is unfree: whoever does not ask for it neither fetches nor evaluates it.
      pkgs = if cuda then import nixpkgs { inherit system; config.allowUnfree = true; } else nixpkgs.legacyPackages.${system};
      inherit (pkgs) lib; inherit (pkgs.stdenv) isLinux;
      python = pkgs.python311;

      packages =
        [ python pkgs.uv pkgs.figlet pkgs.tmux pkgs.unixtools.ps pkgs.git pkgs.zlib pkgs.cmake pkgs.ninja ]
        ++ lib.optionals isLinux [ pkgs.gcc pkgs.stdenv.cc.cc.lib pkgs.pythonManylinuxPackages.manylinux2014Package ]
        ++ lib.optionals cuda [ pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl ]
        ++ [ (if cuda then pkgs.ollama-cuda else pkgs.ollama) ] ++ (localFor pkgs).packages ++ [ tools ];
      tools = pkgs.runCommand "tools" { } ''
        for name in start attach stop; do install -D ${commands} $out/bin/$name; done
        # zsh reads the user's own files, and marks its prompt behind them and their hooks.
        mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"
        mark_prompt() { [[ $PS1 == *"(workbench)"* ]] || PS1="%F{blue}(workbench)%f $PS1"; precmd_functions=(''${precmd_functions:#mark_prompt} mark_prompt); }; [[ ! -o interactive ]] || sched +0 mark_prompt'
      '';

      # Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks nowhere: they are opened by whole path.
      wheelLibraries = lib.optionals isLinux [
        "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1" "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6" "${lib.getLib pkgs.zlib}/lib/libz.so.1" ];
    in pkgs.mkShell {
      inherit packages; shellHook = ''
        # The folder of this flake, at or above the one where the shell is entered; another project is left alone.
        PROJECT_ROOT=$(pwd -P); until [ -z "$PROJECT_ROOT" ] || grep -qs 'flake ca587c96ddf6' "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done
        # What building in Nix needs, and what breaks pip, and programs that outlive this shell.
        unset PYTHONPATH PYTHONHOME SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP
        if [ -z "$PROJECT_ROOT" ]; then unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2
        else
        export PROJECT_ROOT VIRTUAL_ENV="$PROJECT_ROOT/.venv" PATH="$PROJECT_ROOT/.venv/bin:$PATH"
        ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
        export CHAT_MODEL=qwen3:0.6b
        # As Ollama reads it: without a scheme the port is 11434, and what means all of this machine is asked on this machine.
        OLLAMA_HOST=$(tr -d "[:blank:]\"'" <<< "$OLLAMA_HOST" | sed -E 's#^(https?://)?([^/]*).*#\1\2#; s#^(https?://)?([0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,})$#\1[\2]#; /^https?:/!{ /:[0-9]+$/!s|$|:11434|; s|^|http://|; }; s#//(0[.]0[.]0[.]0|[[]::]|localhost)?(:|$)#//127.0.0.1\2#'); export OLLAMA_HOST
        bash ${enter} ${system} ${pkgs.uv}/bin/uv ${python.interpreter} ${toString wheelLibraries}
        if [ -e "$VIRTUAL_ENV/nvidia-driver" ]; then export TRITON_LIBCUDA_PATH="$VIRTUAL_ENV/nvidia-driver"; fi
        if [ -n "$PS1" ]; then PS1="\[\033[1;34m\](workbench)\[\033[0m\] $PS1"; fi; export FLAKE_ZDOTDIR="''${FLAKE_ZDOTDIR-''${ZDOTDIR-$HOME}}" ZDOTDIR=${tools}/zsh; fi
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
      figlet Workbench; echo 'Welcome to the Workbench development environment on' "$system!"; echo
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
      if reason=$(.venv/bin/python -c 'import importlib, sys; importlib.import_module(sys.argv[1])' numpy 2>&1); then
        echo '- numpy is importable (good to go!)'
      else [ -x .venv/bin/python ] || reason="there is no Python in .venv"; echo 'Error: numpy could not be imported:' "$(echo "$reason" | tail -n 1)"; fi
      copy_once() { # To play with: copied where it is absent, and never overwritten.
        if [ -e "$2" ] || [ -L "$2" ]; then return; elif [ ! -f "$1" ]; then echo "Warning: $1 is not there."; return; fi
        for path; do case $(realpath -m -- "$path") in "$PROJECT_ROOT"/.git/* | "$PROJECT_ROOT"/*/.git/* | "$PROJECT_ROOT"/.venv/*) ;; "$PROJECT_ROOT"/*) continue ;; esac
          echo "Warning: $1 is not copied: a link leads out of the project, or into .git or .venv."; return; done
        install -D -m 644 -- "$1" "$2" && echo "- Copied $1 to $2"; }
      copy_once notebooks/hello.ipynb notebooks/mine.ipynb
      # Git's filter for notebooks leaves their outputs out; where nb-clean cannot, they go along, and that is said.
      exec 9<.; lock; if top=$(git rev-parse --show-prefix 2>/dev/null); then
        # The first project of a repository has the plain name, and each further one its own; a filter of somebody else's stays.
        case $(git config filter.nb-clean.clean) in
        "" | "n=\"$top.venv/"*) driver=nb-clean ;;
        n=*) driver=nb-clean-$(printf %s "$top" | cksum | cut -d ' ' -f 1) ;;
        *) driver= ;; esac; lost="Warning: git gets notebooks with their outputs:"
        if [ -z "$driver" ]; then :; elif [[ $top == *[][[:cntrl:]\"\'\\\`\$%*?]* ]]; then echo "$lost this folder has a name that its filter cannot hold."
        elif [ ! -x .venv/bin/nb-clean ]; then echo "$lost there is no nb-clean in .venv."
        else
          git config "filter.$driver.clean" "n=\"$top.venv/bin/nb-clean\""'
            whole() { echo %f": goes into git as it is: $1" >&2; exec cat; }
            [ -x "$n" ] || whole "there is no $n; nix develop brings it"
            i=$(mktemp) && cat >"$i" || exit; o=$("$n" clean <"$i" 2>/dev/null && echo x)
            case $o in *\"nbformat\"*\}*x) rm "$i"; printf %%s "''${o%%x}"; exit ;; esac
            w=$("$n" clean <"$i" 2>&1 >/dev/null); w=''${w##*stdin: }; exec <"$i"; rm "$i"
            whole "nb-clean does not clean it (''${w:-it prints no whole notebook}); clear its outputs in Jupyter, save it, stage it again"'
          case $(git check-attr filter x.ipynb) in *": $driver") ;; *": unspecified" | *": nb-clean"*)
            echo "\"''${top:+/$top**/}*.ipynb\" filter=$driver" >> "$(git rev-parse --git-path info/attributes)" ;; esac
        fi
      fi; exec 9<&-
      [ ! -e "$stamp" ] || rm -rf .venv/nvidia-driver; if [ "$(uname)" = Darwin ]; then :
      elif PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then
        echo "CUDA hardware detected."
        if [ -z "$CUDA_HOME" ]; then echo "- With the CUDA toolkit: nix develop .#cuda"; fi
        # Links to the driver's own libraries, 64-bit ones: the system's C library must not come along.
        for folder in /usr/lib/wsl/lib /run/opengl-driver/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do
          if [ ! -e "$stamp" ] || [ "$(od -An -tu1 -j4 -N1 "$folder/libcuda.so.1" 2>/dev/null | tr -d ' ')" != 2 ]; then continue; fi
          mkdir -p .venv/nvidia-driver; for library in "$folder"/lib{cuda,cudadebugger,nvcuvid,nvoptix,nvidia-*,dxcore}.so*; do
            if [ -e "$library" ]; then ln -sf "$library" .venv/nvidia-driver/; fi; done; break; done
      else echo "No CUDA hardware detected."; fi
      at=''${OLLAMA_HOST:-127.0.0.1} port=11434; case $at in http://*) port=80 ;; esac; at=''${at#http://} at=''${at%%/*}
      if [[ $at =~ ^(.*[^:]):([0-9]+)$ ]]; then at=''${BASH_REMATCH[1]} port=''${BASH_REMATCH[2]}; fi; at=''${at#[} at=''${at%]}
      case $at in https:) says=$(timeout 2 ollama list >/dev/null 2>&1 && echo Ollama is running) ;;
      *) says=$(timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\r\nHost: %s\r\n\r\n" "$0" >&3 && tail -n 1 <&3 | tr -d "[:cntrl:]"' "$at" "$port" 2>/dev/null) ;; esac
      case $says in Ollama*) ;; *) says=nothing ;; esac; echo "Ollama says: ''${says:0:80}"
      echo "- Start jupyter, ollama and server: start; end them: stop"
    '';

    # What each service runs.
    services = {
      jupyter = builtins.toFile "jupyter" ''
        export PORT=8888
        export JUPYTER_RUNTIME_DIR="$PROJECT_ROOT/.venv/run/jupyter"; rm -f "$JUPYTER_RUNTIME_DIR"/jpserver-*
        export JUPYTER_PREFER_ENV_PATH=1
        if [ "$(id -u)" = 0 ]; then set -- --allow-root; fi
        exec python "$PROJECT_ROOT/.venv/bin/jupyter-lab" --no-browser \
          --ServerApp.ip=127.0.0.1 --ServerApp.port=8888 --ServerApp.port_retries=0 \
          "--ServerApp.root_dir=$PROJECT_ROOT" "$@"
      '';
      ollama = builtins.toFile "ollama" ''
        ollama list >/dev/null 2>&1 || ollama serve &
        until ollama list >/dev/null 2>&1; do kill -0 $! 2>/dev/null || { wait $!; exit; }; sleep 1; done
        ollama pull qwen3:0.6b || failed=1
        wait $! && exit "''${failed:-0}"
      '';
      server = builtins.toFile "server" ''
        export PORT=5001
        export JUPYTER_URL=http://127.0.0.1:8888
        exec python server.py
      '';
    };

    commands = builtins.toFile "commands" ''
      #!/usr/bin/env bash
      # shellcheck disable=SC2016 # What stands in single quotes is for other shells.
      # Every folder has a tmux server of its own: nobody else's sessions are seen or ended.
      cd "''${PROJECT_ROOT:?the shell was not entered in the folder of its flake}" || exit
      unset TMUX; server="flake-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)"
      tmux() { command tmux -L "$server" -f /dev/null "$@" 9<&-; }
      lock() { exec 9<flake.nix; python3 -ISc 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'; } # One start or stop at a time.
      has_ended() { ! tmux has-session -t "=$1" 2>/dev/null; }
      state() { tmux display-message -p -t "=$1:" '#{pane_dead} #{pane_dead_status}#{pane_dead_signal}' 2>/dev/null; }
      # Where it has ended and tmux missed how, tmux looks again when another process ends.
      has_failed() { case $(state "$1") in "1 ") tmux run-shell -b true; false ;; "1 "[1-9A-Z]*) ;; *) false ;; esac; }
      listens() { timeout 2 bash -c 'for at in 127.0.0.1 ::1; do exec 3<>"/dev/tcp/$at/$0" && exit; done; exit 1' "$1" 2>/dev/null; }

      # watch NAME SCRIPT: what a session runs, a group of processes that `running` knows by its environment.
      watch() {
        if [ "''${FLAKE_SERVICE##*/}" != $$ ]; then # What tmux has are the variables of a shell of before: those of this one are in $3.
          set -- "$1" "$2" "$(cat "$3"; rm "$3")" "$TERM"; for name in $(compgen -e); do unset "$name" 2>/dev/null; done; eval "$3"; TERM=$4 FLAKE_SERVICE="$server/$1/$$" exec bash "$0" --watch "$1" "$2"; fi
        trap : HUP INT QUIT TERM USR1 USR2
        bash "$2" || { code=$?; sleep 0.2; exit "$code"; } # tmux needs a moment to read the last words of what fails.
      }
      # The group and the name of each service that runs, also when its tmux was killed; `running any`: what left its group, too.
      running() { # Not a tmux that somebody started in a service, as in a terminal of Jupyter's, nor what is in it.
        local group=''${1:+[0-9]+} environment=e; if [ "$(uname)" = Darwin ]; then environment=E; fi
        ps "ax''${environment}ww" -o pgid=,args= | sed -nE "/^ *[0-9]+ ([^ ]*\/)?tmux[: ]| TMUX=[^=]+,[0-9]+,[0-9]+( |$)/d; s|^ *([0-9]+) .* FLAKE_SERVICE=$server/([^/ ]+)/''${group:-\1}( .*)?$|\1 \2|p" |
          awk -v own="$(ps -o pgid= -p $$)" '$1 != own + 0' | sort -u
      }

      # finish SERVICES, as `running` names them: ends them, by force in the end; 1 when some are still there.
      finish() {
        groups=$(cut -d " " -f 1 <<< "$1" | paste -s -d "|" -)
        while read -r group _; do kill -s TERM -- "-$group" 2>/dev/null; done <<< "$1"; wait_for 15
        for group in $(left | awk "{ print \$1 }"); do kill -s KILL -- "-$group" 2>/dev/null; done; wait_for 5
        if left >&2; then echo "These have not ended (group, state, process, command)." >&2; return 1; fi
      }
      left() { ps -A -o pgid=,stat=,pid=,args= | sed -nE "/^ *($groups) +[^ Z]/p" | grep .; }
      wait_for() { local end=$((SECONDS + $1)); while left >/dev/null && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done; }

      serves() { timeout 2 ollama list >/dev/null 2>&1; }
      # answers PORT PATH STATUS: whether a web server answers there, with a status that begins so.
      answers() { [[ $(timeout 5 bash -c 'for at in 127.0.0.1 ::1; do exec 3<>"/dev/tcp/$at/$0" && break; done && printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n" "$1" "$0" >&3 &&
        head -n 1 <&3 && cat <&3 >/dev/null' "$1" "$2" 2>/dev/null) =~ ^HTTP/[0-9.]+\ $3 ]]; }
      # The page with the token is there when the port is this server's, and not somebody else's who was quicker.
      page_of() { find "$PWD/.venv/run/$1" -name 'jpserver-*-open.html' 2>/dev/null | grep .; }
      link_of() { sed -nE 's|.*href="(http[^"]+)".*|\1|p' "$(page_of "$1")"; }
      answers_as() { page_of "$1" >/dev/null && answers "$2" "$3" ""; }

      # launch NAME SCRIPT PORT: 0 when it was started, 1 when it was before; ends the whole start otherwise.
      launch() {
        count=$((count + 1)); lock; if has_failed "$1"; then tmux kill-session -t "=$1"; fi
        if ! has_ended "$1"; then exec 9<&-; return 1; fi
        lost=$(running any | grep " $1$")
        if [ -n "$lost" ]; then echo "Ending what is left of $1..."; finish "$lost" || exit; fi
        if [ -n "$3" ] && listens "$3"; then echo "$1: port $3 is in use by another program" >&2; exit 1; fi
        echo "Starting $1..."; { variables=$(mktemp) && export -p > "$variables"; } || { rm -f "$variables"; exit 1; }
        # A session stays to show why its service failed.
        tmux start-server \; set-option -g remain-on-exit failed \; new-session -d -s "$1" bash "$0" --watch "$1" "$2" "$variables" || { rm -f "$variables"; exit 1; }; exec 9<&-
      }
      # await NAME SECONDS COMMAND...: until the command is true, or the service has ended.
      await() {
        local name=$1 deadline=$((SECONDS + $2)); shift 2
        until "$@"; do
          if has_failed "$name" || { has_ended "$name" && ! "$@"; }; then
            if [ "$count" -gt 1 ] && ! tmux has-session 2>/dev/null; then echo "All of this has been stopped in the meantime." >&2; exit 1; fi
            echo "$name has ended; its last lines:" >&2
            tmux capture-pane -p -S - -t "=$name:" 2>/dev/null | grep . | tail -n 20 >&2; return 1
          elif [ "$SECONDS" -ge "$deadline" ]; then
            echo "$name does not answer yet; to watch it: attach $name" >&2; return 1
          fi; sleep 0.2; done
      }
      # open_page PAGE LINK: in the user's browser, on WSL the one of Windows, which sees no file; nothing where nobody would look.
      open_page() {
        local openers=xdg-open opener
        if [ ! -t 1 ] || [ -n "$CI" ] || [ -n "$SSH_CONNECTION" ]; then return; fi
        if [ "$(uname)" = Darwin ]; then openers=open
        elif grep -qi microsoft /proc/version 2>/dev/null; then openers="wslview xdg-open explorer.exe"; set -- "$2"
        elif [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then return; fi
        for opener in $openers; do
          if { command -v "$opener" && "$opener" "$1"; } >/dev/null 2>&1 || [ "$opener" = explorer.exe ]; then return; fi; done # It ends with 1 when all went well.
      }

      start() {
        launch jupyter ${services.jupyter} "8888"; started=$?
        await jupyter 120 answers_as jupyter 8888 /api/status || exit 1
        link=http://127.0.0.1:8888/lab; if [ -t 1 ]; then link=$(link_of jupyter); fi # The token is for whoever looks, and for no log.
        echo "jupyter runs: $link"
        if [ "$started" = 0 ]; then open_page "$(page_of jupyter)" "$(link_of jupyter)"; fi
        launch ollama ${services.ollama} ""
        if await ollama 60 serves; then echo 'ollama runs'
        else echo "going on without ollama" >&2; fi
        launch server ${services.server} "5001"; started=$?
        await server 60 answers 5001 / "[123]" || exit 1
        echo 'server runs: http://127.0.0.1:5001/'
        if [ "$started" = 0 ]; then open_page http://127.0.0.1:5001/ http://127.0.0.1:5001/; fi
        echo "To watch one: attach NAME (Ctrl-B, then D leaves it). To end them all: stop"
      }
      attach() {
        if [ "$#" = 1 ]; then tmux attach-session -t "=$1"; exit; fi
        echo "attach NAME; what runs:"; tmux list-panes -a -F '#S#{?pane_dead, (has ended),}' 2>/dev/null
      }
      stop() {
        lock; if [ -z "$(running any)" ] && ! tmux has-session 2>/dev/null; then echo "Nothing of this project is running."; exit; fi
        echo "Stopping..."; trap "" HUP # A terminal of a service ends with it, and this goes on.
        # A service ends what it started; then comes what it left behind, in groups of their own.
        for which in "" any; do services=$(running "$which"); [ -z "$services" ] || finish "$services" || exit; done; tmux kill-server 2>/dev/null
        ports=(8888 5001); for port in "''${ports[@]}"; do if listens "$port"; then echo "Port $port is still in use, by a program outside of tmux." >&2; exit 1; fi; done
        echo "Everything that start started has ended."
      }
      case $1 in --watch) watch "$2" "$3" "$4" ;; *) "''${0##*/}" "$@" ;; esac
    '';
  in {
    devShells = nixpkgs.lib.genAttrs systems (system:
      if nixpkgs.lib.hasSuffix "darwin" system then { default = shellFor system false; }
      else { default = shellFor system (localFor nixpkgs.legacyPackages.${system}).cudaSupport; cuda = shellFor system true; });
  };
}
