import type { CompletionNode, CompletionOption, CompletionWord } from './completion-tree.js'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** The completion script of a shell for a tree of commands. It needs nothing but the shell itself. */
export const toCompletionScript: Readonly<Record<Shell, (tree: readonly CompletionNode[]) => string>> = {
  bash: toBash,
  zsh: toZsh,
  fish: toFish,
}

function toBash(tree: readonly CompletionNode[]): string {
  return `# posthorn completion for bash: eval "$(posthorn completion bash)"
_posthorn() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
      ${anyOf(commandPaths(tree))}) at="$at/\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $previous" in
${valueCases(tree, ({ choices }) => `words=${quote(choices.join(' '))}`)}
    *)
      case "$at" in
${tree.map(({ path, words, options }) => `        ${quote(path)}) words=${quote([...words, ...options].map(({ word }) => word).join(' '))} ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _posthorn posthorn
`
}

function toZsh(tree: readonly CompletionNode[]): string {
  return `#compdef posthorn
# posthorn completion for zsh: source <(posthorn completion zsh), or save it as _posthorn in a directory of $fpath
_posthorn() {
  local at='' word previous="\${words[CURRENT-1]}"
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      (${anyOf(commandPaths(tree))}) at="$at/$word" ;;
    esac
  done
  case "$at $previous" in
${valueCases(tree, ({ choices }) => (choices.length === 0 ? '_files; return' : `choices=(${choices.map(quote).join(' ')})`), '(')}
    (*)
      case "$at" in
${tree.map(({ path, words, options }) => `        (${quote(path)}) choices=(${[...words, ...options].map(toZshChoice).join(' ')}) ;;`).join('\n')}
      esac
      ;;
  esac
  _describe 'posthorn' choices
}
if [ "$funcstack[1]" = '_posthorn' ]; then _posthorn "$@"; else compdef _posthorn posthorn; fi
`
}

function toFish(tree: readonly CompletionNode[]): string {
  const lines = tree.flatMap(({ path, words, options }) => [
    ...words.map((word) => toFishWord(path, word)),
    ...options.map((option) => toFishOption(path, option)),
  ])
  return `# posthorn completion for fish: posthorn completion fish | source
function __posthorn_at
  set -l at ''
  set -l typed (commandline -opc)
  for word in $typed[2..-1]
    switch "$at/$word"
      case ${commandPaths(tree).map(quote).join(' ')}
        set at "$at/$word"
    end
  end
  string match -q -- $argv[1] "$at/"
end
complete -c posthorn -f
${lines.join('\n')}
`
}

const commandPaths = (tree: readonly CompletionNode[]): string[] => tree.map(({ path }) => path).filter((path) => path !== '')

const anyOf = (paths: readonly string[]): string => paths.map(quote).join('|')

/** What completes the value of an option; options that are completed alike share a case. */
function valueCases(tree: readonly CompletionNode[], toAction: (option: CompletionOption) => string, open = ''): string {
  const patterns = new Map<string, string[]>()
  for (const { path, options } of tree) {
    for (const option of options.filter(({ takesValue }) => takesValue)) {
      const action = toAction(option)
      patterns.set(action, [...(patterns.get(action) ?? []), quote(`${path} ${option.word}`)])
    }
  }
  return [...patterns].map(([action, alike]) => `    ${open}${alike.join('|')}) ${action} ;;`).join('\n')
}

const toZshChoice = ({ word, description }: CompletionWord): string =>
  quote(description === '' ? word : `${word}:${description.replaceAll(':', '\\:')}`)

const fishCondition = (path: string): string => `-n ${quoteFish(`__posthorn_at ${path}/`)}`

const toFishWord = (path: string, { word, description }: CompletionWord): string =>
  `complete -c posthorn ${fishCondition(path)} -a ${quoteFish(word)} -d ${quoteFish(description)}`

function toFishOption(path: string, { word, description, takesValue, choices }: CompletionOption): string {
  const value = !takesValue ? '' : choices.length === 0 ? ' -r -F' : ` -x -a ${quoteFish(choices.join(' '))}`
  return `complete -c posthorn ${fishCondition(path)} -l ${word.slice(2)}${value} -d ${quoteFish(description)}`
}

/** For a POSIX shell: nothing inside is expanded. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const quoteFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
