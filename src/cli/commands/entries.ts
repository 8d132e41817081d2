/** What may be done about one who waits: `signalbox queues front|remove|priority|skills <entry>`. */
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { list, whole } from '../optionValues';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly require?: Record<string, number>;
  readonly prefer?: Record<string, number>;
}
type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export function entryCommands(group: Group, io: Io): void {
  about(group, 'front', 'serve somebody next: before all others of the queue').action((entry: string, _, command) =>
    act(io, optionsOf(command), entry, ['move_to_front', {}, 'is served next']),
  );
  about(group, 'remove', 'take somebody out of the queue: the call goes on').action((entry: string, _, command) =>
    act(io, optionsOf(command), entry, ['remove', {}, 'is out of the queue']),
  );
  about(group, 'priority', 'give somebody who waits another priority')
    .argument('<priority>', '0 to 100, higher is served first', whole)
    .action((entry: string, priority: number, _, command) =>
      act(io, optionsOf(command), entry, ['set_priority', { priority }, `has priority ${priority}`]),
    );
  about(group, 'skills', 'say anew what somebody who waits asks for')
    .option('--require <skills>', 'who has them not does not serve it: spanish=2,sales=1', levels)
    .option('--prefer <skills>', 'who has them is asked first', levels)
    .action((entry: string, _, command) => {
      const { require: required, prefer: preferred, ...options } = optionsOf(command);
      const body = { ...(required && { required }), ...(preferred && { preferred }) };
      return act(io, options, entry, ['set_skills', body, 'asks for that']);
    });
}

const about = (group: Group, name: string, description: string): Group =>
  group
    .command(name)
    .description(description)
    .argument('<entry>', 'the entry, as `queues entries` names it')
    .requiredOption(...TENANT);

/** `spanish=2,sales` as levels; 1 without a number. */
function levels(text: string): Record<string, number> {
  return Object.fromEntries(
    list(text).map((word) => {
      const [skill = '', level = '1', ...more] = word.split('=');
      if (!/^\d+$/.test(level) || more.length > 0) throw new InvalidArgumentError('it takes skill=level,skill=level.');
      return [skill, Number(level)];
    }),
  );
}

async function act(
  io: Io,
  options: Options,
  entry: string,
  [verb, body, done]: readonly [string, object, string],
): Promise<void> {
  const answer = await connect(options, io).post(inTenant(options.tenant, 'entries', entry, verb), z.unknown(), {
    body,
  });
  io.out(options.json ? JSON.stringify(answer, null, 2) : `${entry} ${done}`);
}
