/** `signalbox completion`: a script for the shell. */
import { Argument } from 'commander';
import { bash, zsh } from '../completion';
import type { Family } from '../family';

export const completion: Family = (program, io) => {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .addHelpText(
      'after',
      `
Examples:
  source <(signalbox completion bash)
  signalbox completion zsh > ~/.zsh/completions/_signalbox`,
    )
    .action((shell: 'bash' | 'zsh') => io.out({ bash, zsh }[shell](program)));
};
