# Written by `jig flake` (9d00c1ef890b) from jig.toml: change that, and write this again.
{
  description = "The development environment of it's a \"quoted\" \${name} with ''two'' `id` %s";

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

          packages =
            [
              pkgs.figlet pkgs.curl pkgs.tmux pkgs.flock pkgs.unixtools.ps pkgs."or"
              pkgs.python311Packages."with"
            ]
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
            ${pkgs.figlet}/bin/figlet 'It'\'''s A "quoted" ''${name} With '\''''\'''two'\''''\''' `id` %s'
            echo 'Welcome to the It'\'''s A "quoted" ''${name} With '\''''\'''two'\''''\''' `id` %s development environment on' ${system}!
            printf '%s\n' 'Costs $5, `not run`, '\''''\'''quoted'\''''\''', ''${HOME}, "said", 100%s, back\slash
              second line'
            echo
            ${lib.optionalString isLinux detectGpu}
            echo "Ollama says: $(curl --silent --fail --max-time 1 --noproxy '*' "''${OLLAMA_HOST:-127.0.0.1:11434}/" || echo nothing)"
            echo "- Start 2nd: start; end them: stop"
          '';

          # What each service runs.
          services = {
            "2nd" = pkgs.writeShellScript "2nd" ''
              echo "''${HOME?} $HOME ''${HOME}" '''"''${HOME?}"'''
                cat <<EOF
              it's
              EOF
              echo "'''"
            '';
          };

          # tmux needs a moment to read the last words of what fails.
          watched = pkgs.writeShellScript "watched" ''
            trap : HUP INT QUIT TERM USR1 USR2
            "$@" || { code=$?; sleep 0.2; exit "$code"; }
          '';
          tmux = ''
            # Every folder has a tmux server of its own: nobody else's sessions are seen or ended.
            cd "''${PROJECT_ROOT:?the shell was not entered in the folder of its flake}" || exit
            unset TMUX
            tmux() { command tmux -L "it-s-a-quoted-name-with-two-id-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)" -f /dev/null "$@" 9<&-; }
            lock() { exec 9<flake.nix; flock 9; } # One start or stop at a time.
            has_ended() { ! tmux has-session -t "=$1" 2>/dev/null; }
            state() { tmux display-message -p -t "=$1:" '#{pane_dead} #{pane_dead_status}#{pane_dead_signal}' 2>/dev/null; }
            has_failed() {
              # Where it has ended and tmux missed how, tmux looks again when another process ends.
              case $(state "$1") in "1 ") tmux run-shell -b true; false ;; "1 "[1-9A-Z]*) ;; *) false ;; esac
            }
            listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
          '';

          commands = [
            (pkgs.writeShellScriptBin "start" ''
              ${tmux}
              keeps_running() { sleep 1 && [ "$(state "$1")" = "0 " ]; }
              answers() { curl --silent --output /dev/null --max-time 2 --noproxy '*' "$@"; }

              # launch NAME SCRIPT PORT: 0 when it was started, 1 when it was before; ends the whole start otherwise.
              launch() {
                lock; if has_failed "$1"; then tmux kill-session -t "=$1"; fi
                if ! has_ended "$1"; then exec 9<&-; return 1; fi
                if [ -n "$3" ] && listens "$3"; then echo "$1: port $3 is in use by another program" >&2; exit 1; fi
                echo "Starting $1..."
                # A session stays to show why its service failed.
                tmux start-server \; set-option -g remain-on-exit failed \; new-session -d -s "$1" ${watched} "$2" || exit; exec 9<&-
              }

              # await NAME SECONDS COMMAND...: until the command is true, or the service has ended.
              await() {
                local name=$1 deadline=$((SECONDS + $2)); shift 2
                until "$@"; do
                  if has_failed "$name" || { has_ended "$name" && ! "$@"; }; then
                    echo "$name has ended; its last lines:" >&2
                    tmux capture-pane -p -S - -t "=$name:" 2>/dev/null | grep . | tail -n 20 >&2; return 1
                  elif [ "$SECONDS" -ge "$deadline" ]; then
                    echo "$name does not answer yet; to watch it: attach $name" >&2; return 1
                  fi
                  sleep 0.2
                done
              }

              launch 2nd ${services."2nd"} ""
              await 2nd 60 keeps_running 2nd || exit 1
              echo '2nd runs'

              echo "To watch one: attach NAME (Ctrl-B, then D leaves it). To end them all: stop"
            '')
            (pkgs.writeShellScriptBin "attach" ''
              ${tmux}
              if [ "$#" = 1 ]; then tmux attach-session -t "=$1"; exit; fi
              echo "attach NAME; what runs:"
              tmux list-panes -a -F '#S#{?pane_dead, (has ended),}' 2>/dev/null
            '')
            (pkgs.writeShellScriptBin "stop" ''
              ${tmux}
              lock
              # A session's processes are a group of their own; a service may have been renamed since.
              panes=$(tmux list-panes -a -F '#{pane_pid} #S' 2>/dev/null)
              if [ -z "$panes" ]; then echo "Nothing of this project is running."; exit; fi
              echo "Stopping..."
              left() { ps -A -o pgid=,stat=,pid=,args= | sed -nE "/^ *($(cut -d " " -f 1 <<< "$panes" | paste -s -d "|" -)) +[^ Z]/p" | grep .; }
              wait_for() { local end=$((SECONDS + $1)); while left >/dev/null && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done; }
              while read -r group _; do kill -s TERM -- "-$group" 2>/dev/null; done <<< "$panes"; wait_for 10
              for group in $(left | awk "{ print \$1 }"); do kill -s KILL -- "-$group" 2>/dev/null; done
              wait_for 5; tmux kill-server 2>/dev/null
              if left >&2; then echo "These have not ended (group, state, process, command)." >&2; exit 1; fi
              echo "Everything that start started has ended."
            '')
          ];
        in
        pkgs.mkShell {
          packages = packages ++ commands;
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
            [ -n "''${HOME+set}" ] || echo "Warning: HOME is not set, and ODD asks for it." >&2
            export ODD='''\''''\'''it'\'''s $HOME $(id) `id` '"''${HOME-}"
            ${enter}
            if [ -n "$ZSH_VERSION" ]; then PS1="%F{blue}(its a quoted {name} with two id s)%f $PS1"
            elif [ -n "$PS1" ]; then PS1="\[\033[1;34m\](its a quoted {name} with two id s)\[\033[0m\] $PS1"; fi
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
