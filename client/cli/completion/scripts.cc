// SPDX-License-Identifier: Apache-2.0
#include "client/cli/completion/scripts.h"

#include "base/check.h"

namespace rollcall::cli {
namespace {

// bash breaks words at = and :, so the words are read from the line, and what is before the last = or : is left out of
// each reply. A candidate never needs quotes.
constexpr std::string_view kBash =
    R"script(# Completion of rollcall for bash. To use it now: source <(rollcall completion bash)
_rollcall() {
  local line=${COMP_LINE:0:COMP_POINT} words current before candidate
  read -ra words <<<"$line"
  [[ $line != *[[:space:]] ]] || words+=("")
  while ((${#words[@]})) && [[ ${words[0]} != "$1" ]]; do words=("${words[@]:1}"); done
  COMPREPLY=()
  ((${#words[@]} > 1)) || return 0
  current=${words[-1]}
  before=${current%"${current##*[=:]}"}
  while IFS=$'\t' read -r candidate _; do
    COMPREPLY+=("${candidate#"$before"}")
  done < <("$1" __complete "${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _rollcall rollcall
)script";

constexpr std::string_view kZsh = R"script(#compdef rollcall
# Completion of rollcall for zsh. To use it now: source <(rollcall completion zsh)
_rollcall() {
  local line
  local -a candidates shown
  for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    candidates+=("${line%%$'\t'*}")
    shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
  done
  if ((${#candidates})); then
    compadd -l -d shown -a candidates
  else
    _files
  fi
}
if [[ ${funcstack[1]} == _rollcall ]]; then _rollcall "$@"; else compdef _rollcall rollcall; fi
)script";

constexpr std::string_view kFish =
    R"script(# Completion of rollcall for fish. To use it now: rollcall completion fish | source
function __rollcall_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l candidates ($words[1] __complete $words[2..] "$current" 2>/dev/null)
    if set -q candidates[1]
        printf '%s\n' $candidates
    else
        __fish_complete_path "$current"
    end
end
complete -c rollcall -f -a '(__rollcall_complete)'
)script";

}  // namespace

const std::vector<std::string>& Shells() {
  static const auto* const shells = new std::vector<std::string>{"bash", "zsh", "fish"};
  return *shells;
}

std::string_view CompletionScript(std::string_view shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  CHECK(shell == "fish");
  return kFish;
}

}  // namespace rollcall::cli
