/**
 * Every command of every client, with its answers. Whoever asks again with the same id must get the same answer, in
 * this life of the gateway or the next, and what was acknowledged must be on the disk at that moment.
 */
import { isDeepStrictEqual } from 'node:util';
import { isRefusal } from '../../src/core/errors';
import type { CommandReply, Principal } from '../../src/services/api';
import type { House } from '../support/house';
import type { World } from '../support/world';
import type { Disk } from './disk';
import type { Findings } from './findings';
import type { Gate } from './gate';
import type { SimTenant } from './tenants';

export interface Command {
  readonly tenant: SimTenant;
  readonly name: string;
  readonly target?: string;
  readonly body: unknown;
  /** The id under which it may be repeated. */
  readonly id?: string;
  readonly role?: Principal['role'];
  readonly attachments?: Readonly<Record<string, string>>;
}

interface Asked {
  readonly command: Command;
  /** Milliseconds of the world during which the store was there, since it was asked. */
  waited: number;
}

interface Parts {
  readonly world: World;
  readonly house: House;
  readonly gate: Gate;
  readonly disk: Disk;
  readonly findings: Findings;
}

/** So long may a command take while the store answers: retries of commits included. */
const LIMIT_MS = 15_000;

export class Ledger {
  /** Commands with an id that were answered well, by tenant and id. */
  private readonly good = new Map<string, CommandReply>();
  private readonly open = new Set<Asked>();
  /** Commands with an id, in the order of asking; the last life may have answered them or not. */
  readonly repeatable: Command[] = [];
  answered = 0;
  refused = 0;

  constructor(private readonly parts: Parts) {}

  /** Commands that wait for their answer. */
  get waiting(): number {
    return this.open.size;
  }

  /** Sends a command; `undefined` when the gateway is not there, or dies before it answers. */
  async send(command: Command): Promise<CommandReply | undefined> {
    const { gate, world, findings } = this.parts;
    if (!gate.up) return undefined;
    const { generation } = gate;
    const asked: Asked = { command, waited: 0 };
    this.open.add(asked);
    if (command.id !== undefined) this.repeatable.push(command);
    const forget = gate.onDeath(() => this.open.delete(asked));
    world.trace.write(`${command.tenant.id} asks ${command.name} ${command.target ?? ''} ${command.id ?? ''}`);
    try {
      const reply = await gate.api.commands.execute(requestOf(command));
      if (generation !== gate.generation) return undefined;
      this.answer(command, reply);
      return reply;
    } catch (error) {
      findings.found('a command is answered, never thrown', `${command.name}: ${String(error)}`);
      return undefined;
    } finally {
      forget();
      this.open.delete(asked);
    }
  }

  private answer(command: Command, reply: CommandReply): void {
    this.parts.world.trace.write(`${command.tenant.id} hears ${command.name} ${JSON.stringify(reply)}`);
    if (isRefusal(reply)) this.refused += 1;
    else this.answered += 1;
    if (command.id === undefined) return;
    const key = `${command.tenant.id} ${command.id}`;
    const before = this.good.get(key);
    if (before && !isDeepStrictEqual(before, reply))
      this.parts.findings.found(
        'the same command id gets the same answer',
        `${key}: ${JSON.stringify(before)}, then ${JSON.stringify(reply)}`,
      );
    if (isRefusal(reply)) return;
    this.good.set(key, reply);
    this.onDisk(command, key);
  }

  /** What was acknowledged is on the disk already. */
  private onDisk({ tenant, id, role }: Command, key: string): void {
    const actor = principalOf(tenant, role).actor;
    const journal = this.parts.disk.journal(tenant.id);
    if (!journal.some(({ request }) => request?.key === id && request?.actor === actor))
      this.parts.findings.found('what is acknowledged is on the disk', key);
  }

  /** Commands with an id that were answered well, each once. */
  wellAnswered(): Command[] {
    const seen = new Map(this.repeatable.map((command) => [`${command.tenant.id} ${command.id}`, command]));
    return [...seen].flatMap(([key, command]) => (this.good.has(key) ? [command] : []));
  }

  /** Time passes: commands that wait too long are found. */
  tick(ms: number): void {
    if (this.parts.house.store.away) return;
    for (const asked of this.open) {
      asked.waited += ms;
      if (asked.waited < LIMIT_MS) continue;
      this.open.delete(asked);
      this.parts.findings.found('every command is answered in time', `${asked.command.name} ${asked.command.id ?? ''}`);
    }
  }
}

/** The key of a program or of a desk of that tenant. */
export const principalOf = ({ id }: SimTenant, role: Principal['role'] = 'application'): Principal => ({
  key: `ke_${id}`,
  actor: `key:${role}-${id}`,
  role,
  tenant: id,
});

const requestOf = ({ tenant, name, target, body, id, role, attachments }: Command) => ({
  principal: principalOf(tenant, role),
  tenant: tenant.id,
  command: name,
  body,
  ...(target !== undefined && { target }),
  ...(id !== undefined && { requestId: id }),
  ...(attachments && { attachments }),
});
