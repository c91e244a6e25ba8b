// The scripts that teach a shell to complete `jig`. They know no command: each asks the jig on PATH, so that an upgrade needs
// no new script. They run nothing else, whatever folder they are used in.

export const completionShells = ["bash", "zsh", "fish"] as const;
export type CompletionShell = (typeof completionShells)[number];

// For bash 3.2 as well, which macOS has: no `mapfile`, perhaps no `compopt`.
const bash = `# Completion of jig for bash, made by \`jig completions bash\`.
_jig() {
  local line shell= current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) shell=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(command jig __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  case $shell in
    folders)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current")
      ;;
    command)
      compopt -o filenames 2>/dev/null
      local action=-f
      [ "\${COMP_WORDS[COMP_CWORD-1]}" = -- ] && action=-c
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$action" -- "$current")
      ;;
  esac
}
complete -F _jig jig
`;

const zsh = `#compdef jig
# Completion of jig for zsh, made by \`jig completions zsh\`.
_jig() {
  local line shell= word
  local -a found
  for line in "\${(@f)$(command jig __complete zsh "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :*) shell=\${line#:} ;;
      *) word=\${line%%$'\\t'*}; found+=("\${word//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  case $shell in
    folders) _path_files -/ ;;
    command)
      local dashes=\${words[(i)--]}
      shift $dashes words
      (( CURRENT -= dashes ))
      _normal
      ;;
    *) (( $#found )) && _describe -t words 'jig' found ;;
  esac
}
if [ "$funcstack[1]" = _jig ]; then _jig "$@"; else compdef _jig jig; fi
`;

const fish = `# Completion of jig for fish, made by \`jig completions fish\`.
function __jig_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for line in (command jig __complete fish $words "$current" 2>/dev/null)
        switch $line
            case ':folders'
                __fish_complete_directories "$current" ''
            case ':command'
                complete -C (commandline -cp | string replace -r '^.*? -- ' '')
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c jig -f -a '(__jig_complete)'
`;

/** The script for one shell. */
export const completionScript = (shell: CompletionShell): string => ({ bash, zsh, fish })[shell];
