/** Scripts for shells that complete commands and options, made of the command table. */
import type { Command } from 'commander';

/** A command by its words, with what may follow it. */
interface Place {
  readonly words: string;
  readonly next: readonly { readonly name: string; readonly doc: string }[];
}

/** Every command, parents first. */
export function places(command: Command, before: readonly string[] = []): Place[] {
  const words = [...before, command.name()];
  const next = [
    ...command.commands.map((sub) => ({ name: sub.name(), doc: sub.description() })),
    ...allOptions(command).map(({ long, description }) => ({ name: long ?? '', doc: description })),
  ];
  return [{ words: words.join(' '), next }, ...command.commands.flatMap((sub) => places(sub, words))];
}

const allOptions = (command: Command): readonly { long?: string | undefined; description: string }[] => [
  ...command.options,
  ...(command.parent ? allOptions(command.parent) : []),
];

/** The words up to the last that names a command; options and values do not count. */
const PATH = (list: string, count: string) => `  local path=signalbox i
  for ((i = ${list === 'words' ? 2 : 1}; i < ${count}; i++)); do
    case " $(_signalbox_next "$path") " in
      *" \${${list}[i]} "*) [[ \${${list}[i]} == -* ]] || path="$path \${${list}[i]}" ;;
    esac
  done`;

const nextFunction = (table: readonly Place[]): string => `_signalbox_next() {
  case "$1" in
${table.map(({ words, next }) => `    "${words}") echo "${next.map(({ name }) => name).join(' ')}" ;;`).join('\n')}
  esac
}`;

export const bash = (root: Command): string => `# signalbox completion bash > /etc/bash_completion.d/signalbox
${nextFunction(places(root))}
_signalbox() {
${PATH('COMP_WORDS', 'COMP_CWORD')}
  COMPREPLY=($(compgen -W "$(_signalbox_next "$path")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _signalbox signalbox`;

export const zsh = (root: Command): string => `#compdef signalbox
# signalbox completion zsh > "\${fpath[1]}/_signalbox"
${nextFunction(places(root))}
_signalbox_described() {
  case "$1" in
${places(root)
  .map(
    ({ words, next }) =>
      `    "${words}") choices=(${next.map(({ name, doc }) => quoted(`${name}:${doc}`)).join(' ')}) ;;`,
  )
  .join('\n')}
  esac
}
_signalbox() {
  local -a choices
${PATH('words', 'CURRENT')}
  _signalbox_described "$path"
  _describe command choices || _files
}
compdef _signalbox signalbox`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''").replaceAll('\n', ' ')}'`;
