# Written by `jig flake` (66712b1d678a) from jig.toml: change that, and write this again.
{
  description = "The development environment of it's a \"quoted\" \${name} with ''two'' `id` %s";

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

      packages =
        [ pkgs.figlet pkgs.tmux pkgs.unixtools.ps pkgs.flock pkgs."or" pkgs.python311Packages."with" ]
        ++ lib.optionals cuda [ pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl pkgs.ollama-cuda ]
        ++ (localFor pkgs).packages ++ [ tools ];
      tools = pkgs.runCommand "tools" { } ''
        for name in start attach stop; do install -D ${commands} $out/bin/$name; done
        # zsh reads the user's own files, and marks its prompt behind them and their hooks.
        mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"
        mark_prompt() { [[ $PS1 == *"(its a quoted {name} with two id s)"* ]] || PS1="%F{blue}(its a quoted {name} with two id s)%f $PS1"; precmd_functions=(''${precmd_functions:#mark_prompt} mark_prompt); }; [[ ! -o interactive ]] || sched +0 mark_prompt'
      '';
    in pkgs.mkShell {
      inherit packages; shellHook = ''
        # The folder of this flake, at or above the one where the shell is entered; another project is left alone.
        PROJECT_ROOT=$(pwd -P); until [ -z "$PROJECT_ROOT" ] || grep -qs 'flake 6b5065f7d36a' "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done
        # What building in Nix needs, and what breaks pip, and programs that outlive this shell.
        unset PYTHONPATH PYTHONHOME SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP
        if [ -z "$PROJECT_ROOT" ]; then unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2
        else
        export PROJECT_ROOT
        ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
        [ -n "''${HOME+set}" ] || echo "Warning: HOME is not set, and ODD asks for it." >&2
        export ODD='''\''''\'''it'\'''s $HOME $(id) `id` '"''${HOME-}"
        bash ${enter} ${system}
        if [ -n "$PS1" ]; then PS1="\[\033[1;34m\](its a quoted {name} with two id s)\[\033[0m\] $PS1"; fi; export FLAKE_ZDOTDIR="''${FLAKE_ZDOTDIR-''${ZDOTDIR-$HOME}}" ZDOTDIR=${tools}/zsh; fi
      '';
    };

    # Plain files, one for all systems: what differs between these is handed to them.
    enter = builtins.toFile "enter" ''
      # shellcheck disable=SC2016 # What stands in single quotes is for other shells.
      # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
      exec >&2; cd "$PROJECT_ROOT" || exit; system=$1
      figlet 'It'\'''s A "quoted" ''${name} With '\''''\'''two'\''''\''' `id` %s'; echo 'Welcome to the It'\'''s A "quoted" ''${name} With '\''''\'''two'\''''\''' `id` %s development environment on' "$system!"
      printf '%s\n\n' 'Costs $5, `not run`, '\''''\'''quoted'\''''\''', ''${HOME}, "said", 100%s, back\slash
        second line'
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
      echo "- Start 2nd: start; end them: stop"
    '';

    # What each service runs.
    services = {
      "2nd" = builtins.toFile "2nd" ''
        echo "''${HOME?} $HOME ''${HOME}" '''"''${HOME?}"'''
          cat <<EOF
        it's
        EOF
        echo "'''"
      '';
    };

    commands = builtins.toFile "commands" ''
      #!/usr/bin/env bash
      # shellcheck disable=SC2016 # What stands in single quotes is for other shells.
      # Every folder has a tmux server of its own: nobody else's sessions are seen or ended.
      cd "''${PROJECT_ROOT:?the shell was not entered in the folder of its flake}" || exit
      unset TMUX; server="flake-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)"
      tmux() { command tmux -L "$server" -f /dev/null "$@" 9<&-; }
      lock() { exec 9<flake.nix; flock 9; } # One start or stop at a time.
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
        while read -r group _; do kill -s TERM -- "-$group" 2>/dev/null; done <<< "$1"; wait_for 10
        for group in $(left | awk "{ print \$1 }"); do kill -s KILL -- "-$group" 2>/dev/null; done; wait_for 5
        if left >&2; then echo "These have not ended (group, state, process, command)." >&2; return 1; fi
      }
      left() { ps -A -o pgid=,stat=,pid=,args= | sed -nE "/^ *($groups) +[^ Z]/p" | grep .; }
      wait_for() { local end=$((SECONDS + $1)); while left >/dev/null && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done; }

      keeps_running() { sleep 1 && [ "$(state "$1")" = "0 " ]; }

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

      start() {
        launch 2nd ${services."2nd"} ""
        await 2nd 60 keeps_running 2nd || exit 1
        echo '2nd runs'
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
