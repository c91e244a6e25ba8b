# Written by `jig flake` (2c15a31dda76) from jig.toml: change that, and write this again.
{
  description = "The development environment of workbench";

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

          python = pkgs.python311;

          packages =
            [
              python pkgs.uv pkgs.figlet pkgs.curl pkgs.tmux pkgs.flock pkgs.unixtools.ps pkgs.git
              pkgs.zlib pkgs.cmake pkgs.ninja
            ]
            ++ lib.optionals isLinux [ pkgs.gcc pkgs.stdenv.cc.cc.lib pkgs.pythonManylinuxPackages.manylinux2014Package ]
            ++ lib.optionals cuda [ pkgs.cudaPackages.cudatoolkit pkgs.cudaPackages.cudnn pkgs.cudaPackages.nccl ]
            ++ [ (if cuda then pkgs.ollama-cuda else pkgs.ollama) ]
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

          detectGpu = ''
            rm -rf .venv/nvidia-driver
            if PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then
              echo "CUDA hardware detected."
              ${lib.optionalString (!cuda) ''echo "- With the CUDA toolkit: nix develop .#cuda"''}
              # Links to the driver's own libraries, 64-bit ones: the system's C library must not come along.
              for folder in /usr/lib/wsl/lib /run/opengl-driver/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do
                if [ "$(od -An -tu1 -j4 -N1 "$folder/libcuda.so.1" 2>/dev/null | tr -d ' ')" != 2 ]; then continue; fi
                mkdir -p .venv/nvidia-driver
                for library in "$folder"/libcuda.so* "$folder"/libnvidia-*.so* "$folder"/libdxcore.so*; do
                  if [ -e "$library" ]; then ln -sf "$library" .venv/nvidia-driver/; fi
                done
                break
              done
            else
              echo "No CUDA hardware detected."
            fi
          '';

          enter = pkgs.writeShellScript "enter" ''
            # On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.
            exec >&2
            cd "$PROJECT_ROOT" || exit
            ${pkgs.figlet}/bin/figlet Workbench
            echo 'Welcome to the Workbench development environment on' ${system}!
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
              if [ -x .venv/bin/nb-clean ] && ! grep -q '^nb-clean==' requirements.lock; then shift; fi
              echo "- Done. $# pip packages installed."
            fi
            if reason=$(.venv/bin/python -c 'import importlib, sys; importlib.import_module(sys.argv[1])' numpy 2>&1); then
              echo '- numpy is importable (good to go!)'
            else
              echo 'Error: numpy could not be imported:' "$(echo "$reason" | tail -n 1)"
            fi
            # Git's filter for notebooks leaves their outputs out; where nb-clean cannot, they go along, and that is said.
            if top=$(git rev-parse --show-prefix 2>/dev/null) && case $(git config filter.nb-clean.clean) in "" | n=*) ;; *) false ;; esac; then case $top in
            *[][[:cntrl:]\"\'\\\`\$%*?]*) echo 'Warning: git gets notebooks with their outputs: this folder has a name that its filter cannot hold.' ;; *)
              [ -x .venv/bin/nb-clean ] || echo nb-clean==5.0.0 --hash=sha256:3001effac236d10ad2e4f92c096c03d7de5b1ad61a05c4589096549a744fb92d --hash=sha256:2343a5f96230bc904fc3baf206040a5593ff3e16ece88d791446ea01e7b76712 --hash=sha256:4e239bbbc722ba43818dc32be0cdbbd4789df41bcbd1967e07878847d4195030 --hash=sha256:935629e39aabbed773b4a220b37ff4456296daee5f5e443592dd44f3d5fa4a2c | ${pkgs.uv}/bin/uv pip install --quiet --no-deps --require-hashes -r -
              # shellcheck disable=SC2016 # these variables are for the shell that git starts
              git config filter.nb-clean.clean "n=\"$top.venv/bin/nb-clean\""'; if [ ! -x "$n" ]; then echo %f": goes into git as it is: there is no $n; nix develop brings it" >&2; exec cat; fi; i=$(mktemp) && cat >"$i" || exit; o=$("$n" clean <"$i" 2>/dev/null && echo x) && [ "$o" != x ] && printf %%s "''${o%%x}" && rm "$i" && exit; w=$("$n" clean <"$i" 2>&1 >/dev/null); echo %f": goes into git as it is: nb-clean does not clean it (''${w##*stdin: }); clear its outputs in Jupyter, save it, stage it again" >&2; cat "$i"; rm "$i"'
              git check-attr filter x.ipynb | grep -q unspecified &&
                echo "\"''${top:+/$top**/}*.ipynb\" filter=nb-clean" >> "$(git rev-parse --git-path info/attributes)"
            esac; fi
            ${lib.optionalString isLinux detectGpu}
            echo "Ollama says: $(curl --silent --fail --max-time 1 --noproxy '*' "''${OLLAMA_HOST:-127.0.0.1:11434}/" || echo nothing)"
            echo "- Start jupyter, ollama and server: start; end them: stop"
          '';

          # What each service runs.
          services = {
            jupyter = pkgs.writeShellScript "jupyter" ''
              export PORT=8888
              export JUPYTER_RUNTIME_DIR="$PROJECT_ROOT/.venv/run/jupyter"; rm -f "$JUPYTER_RUNTIME_DIR"/jpserver-*
              export JUPYTER_PREFER_ENV_PATH=1
              if [ "$(id -u)" = 0 ]; then set -- --allow-root; fi
              exec python "$PROJECT_ROOT/.venv/bin/jupyter-lab" --no-browser \
                --ServerApp.ip=127.0.0.1 --ServerApp.port=8888 --ServerApp.port_retries=0 \
                "--ServerApp.root_dir=$PROJECT_ROOT" "$@"
            '';
            ollama = pkgs.writeShellScript "ollama" ''
              ollama list >/dev/null 2>&1 || ollama serve &
              until ollama list >/dev/null 2>&1; do kill -0 $! 2>/dev/null || { wait $!; exit; }; sleep 1; done
              ollama pull qwen3:0.6b
              wait $!
            '';
            server = pkgs.writeShellScript "server" ''
              export PORT=5001
              export JUPYTER_URL=http://127.0.0.1:8888
              exec python server.py
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
            tmux() { command tmux -L "workbench-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)" -f /dev/null "$@" 9<&-; }
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
              answers() { curl --silent --output /dev/null --max-time 2 --noproxy '*' "$@"; }
              # The page with the token is there when the port is this server's, and not somebody else's who was quicker.
              page_of() { find "$PWD/.venv/run/$1" -name 'jpserver-*-open.html' 2>/dev/null | grep .; }
              answers_as() { page_of "$1" >/dev/null && answers "$2"; }

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

              # open_page ADDRESS: in the user's browser, on WSL the one of Windows; nothing where nobody would see it.
              open_page() {
                local openers=xdg-open opener
                if [ ! -t 1 ] || [ -n "$CI" ] || [ -n "$SSH_CONNECTION" ]; then return; fi
                if [ "$(uname)" = Darwin ]; then openers=open
                elif grep -qi microsoft /proc/version 2>/dev/null; then openers="wslview xdg-open explorer.exe"
                elif [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then return; fi
                for opener in $openers; do
                  # Windows' explorer ends with 1 when all went well.
                  command -v "$opener" >/dev/null || continue
                  if "$opener" "$1" >/dev/null 2>&1 || [ "$opener" = explorer.exe ]; then return; fi
                done
              }

              launch jupyter ${services.jupyter} "8888"; started=$?
              await jupyter 120 answers_as jupyter http://127.0.0.1:8888/api/status || exit 1
              echo 'jupyter runs: http://127.0.0.1:8888/lab'
              if [ "$started" = 0 ]; then open_page "$(page_of jupyter)"; fi

              launch ollama ${services.ollama} ""
              if await ollama 60 answers --fail "$OLLAMA_HOST/api/version"; then echo 'ollama runs'
              else echo "going on without ollama" >&2; fi

              launch server ${services.server} "5001"; started=$?
              await server 60 answers --fail http://127.0.0.1:5001/ || exit 1
              echo 'server runs: http://127.0.0.1:5001/'
              if [ "$started" = 0 ]; then open_page http://127.0.0.1:5001/; fi

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
              while read -r group _; do kill -s TERM -- "-$group" 2>/dev/null; done <<< "$panes"; wait_for 15
              for group in $(left | awk "{ print \$1 }"); do kill -s KILL -- "-$group" 2>/dev/null; done
              wait_for 5; tmux kill-server 2>/dev/null
              if left >&2; then echo "These have not ended (group, state, process, command)." >&2; exit 1; fi
              for port in 8888 5001; do if listens "$port"; then echo "Port $port is still in use, by a program outside of tmux." >&2; exit 1; fi; done
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
            export VIRTUAL_ENV="$PROJECT_ROOT/.venv"
            export PATH="$VIRTUAL_ENV/bin:$PATH"
            ${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}
            export CHAT_MODEL=qwen3:0.6b
            export OLLAMA_HOST=''${OLLAMA_HOST:-http://127.0.0.1:11434}
            ${enter}
            if [ -e "$VIRTUAL_ENV/nvidia-driver" ]; then export TRITON_LIBCUDA_PATH="$VIRTUAL_ENV/nvidia-driver"; fi
            if [ -n "$ZSH_VERSION" ]; then PS1="%F{blue}(workbench)%f $PS1"
            elif [ -n "$PS1" ]; then PS1="\[\033[1;34m\](workbench)\[\033[0m\] $PS1"; fi
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
