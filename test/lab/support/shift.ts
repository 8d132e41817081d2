/**
 * A shift of agents at phones that register, PJSIP/2001 and so on, each signed in and doing with the calls that come what it
 * always does, in turn; and what their phones saw of it.
 */
import { expect } from 'chai';
import type { Agent } from '../../../src/core/agent';
import { twoTenantsOn } from './labMapping';
import type { Phone } from './people';
import type { SipMessage } from './sipp';
import type { Story } from './story';

/** Callers of this number wait in queue `shift`, of the other in `together`, which rings at three agents at once. */
export const [SHIFT, TOGETHER] = ['1500', '1501'];
const WRAP_UP_SECONDS = 1;
/** Where agents transfer to. */
export const TARGET = 'a6001';
const SIZE = 20;
const names = Array.from({ length: SIZE }, (_, n) => `agent-${n + 1}`);
const PATIENCE_MS = 60_000;
/** Between the clocks of a phone that notes a message and of a gateway that notes the end. */
const CLOCK_MS = 50;

/** The mapping of the lab with twenty agents more for Acme. */
export function withShift(url: string, user: string): object {
  const mapping = twoTenantsOn(url, user);
  const acme = mapping.tenants.acme as unknown as Record<string, Record<string, object>>;
  const add = (part: string, more: object) => ({ [part]: { ...acme[part], ...more } });
  const each = (one: (n: number) => object) => Object.fromEntries(names.map((name, n) => [name, one(n)]));
  // Nobody calls again: who hangs up has left at once.
  const settings = { ringSeconds: 3, wrapUpSeconds: WRAP_UP_SECONDS, reconnectSeconds: 0 };
  const venue = (dnis: string, application: string) => ({ routingPoint: 'lab/main', match: { dnis }, application });
  const queue = (name: string) => ({ kind: 'queue', queue: name });
  const more = {
    ...acme,
    owns: { lab: { ...acme.owns?.lab, endpoints: ['PJSIP/a600*', 'PJSIP/20*'] } },
    ...add('applications', { shift: queue('shift'), together: queue('together') }),
    ...add('queues', { shift: settings, together: { ...settings, ringAtOnce: 3 } }),
    ...add('venues', { shift: venue(SHIFT, 'shift'), together: venue(TOGETHER, 'together') }),
    ...add(
      'workstations',
      each((n) => ({ phone: { endpoint: `PJSIP/${2001 + n}` } })),
    ),
    ...add(
      'agents',
      each((n) => ({ name: `Agent ${n + 1}`, workstation: names[n], queues: { shift: {}, together: {} } })),
    ),
  };
  return { ...mapping, tenants: { ...mapping.tenants, acme: more } };
}

export type Act = 'serves' | 'declines' | 'ignores' | 'hangsUp' | 'transfers' | 'unregisters';

/** An agent and its phone. */
export class Desk {
  /** What it did. */
  readonly done: Act[] = [];
  private over = false;

  constructor(
    readonly name: string,
    readonly phone: Phone,
    /** Registers the phone for so many seconds; 0 signs it off. */
    private readonly register: (expires: number) => Promise<void>,
  ) {}

  /** Takes calls until it is told to go home, and then finishes what it does. */
  async works(habit: readonly Act[], talkMs: number): Promise<void> {
    while (await this.rings()) {
      const act = habit[this.done.length % habit.length] ?? 'serves';
      this.done.push(act);
      await this.does(act, talkMs);
    }
  }

  goHome(): void {
    this.over = true;
  }

  private async does(act: Act, talkMs: number): Promise<void> {
    const { phone } = this;
    if (act === 'declines') return phone.refuse();
    if (act === 'ignores') return phone.left(PATIENCE_MS);
    if (!(await phone.answersInTime())) return;
    if (act === 'unregisters') await this.register(0);
    if (act === 'transfers') await phone.transfer(TARGET);
    const ms = { serves: talkMs, hangsUp: 100, transfers: PATIENCE_MS, unregisters: talkMs }[act];
    // A caller may have been faster than the transfer.
    if (!phone.idle && (await patient(phone.left(ms)))) await phone.hangUp();
    if (act === 'unregisters') await this.register(120);
  }

  private async rings(): Promise<boolean> {
    while (!this.over) if (!(await patient(this.phone.rings(200)))) return true;
    return false;
  }
}

/** Whether the time was over before. */
const patient = (waited: Promise<unknown>): Promise<boolean> =>
  waited.then(
    () => false,
    () => true,
  );

/** Signs the agents `agent-1` to `agent-<count>` in, ready, each at its phone, one after the other: that is their order. */
export async function begins(on: Story, count: number, quiet = false): Promise<Desk[]> {
  const desk = async (name: string, n: number): Promise<Desk> => {
    const extension = `${2001 + n}`;
    const phone = await on.lab.registered({ refusal: n % 2 ? '486 Busy Here' : '603 Decline' }, extension);
    phone.rtp.quiet = quiet;
    return new Desk(name, phone, (expires) => on.lab.register(phone.sipp.port, expires, extension));
  };
  const desks = await Promise.all(names.slice(0, count).map(desk));
  for (const { name } of desks) {
    const reply = await on.acme.command('agent.sign_in', { agent: name, state: 'ready' });
    expect(reply.status, JSON.stringify(reply)).to.equal(200);
  }
  return desks;
}

/** Waits until no agent has a call, or anything to wrap up, and gives those who are signed in. */
export async function rest(on: Story): Promise<Agent[]> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await on.gateway.get('acme', 'agents', 'acme');
    const { items } = (await answer.json()) as { items: Agent[] };
    if (items.every(({ voice }) => voice.state === 'idle')) return items.filter(({ state }) => state !== 'loggedOff');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('agents do not come to rest');
}

/** INVITEs that came while the phone rang or talked, or too soon after a talk, as its own trace has it. */
export function ringsOutOfPlace(traffic: readonly SipMessage[]): string[] {
  const wrong: string[] = [];
  let current: { id: string; up: boolean } | undefined;
  let talkedUntil = 0;
  for (const { startLine, header, at, received } of traffic) {
    const id = header('Call-ID');
    const invited = header('CSeq').endsWith('INVITE');
    if (/^INVITE/.test(startLine) && id !== current?.id) {
      if (current) wrong.push(`${id} rings beside ${current.id}`);
      const after = at - talkedUntil;
      if (after < WRAP_UP_SECONDS * 1_000 - CLOCK_MS) wrong.push(`${id} rings ${after} ms after a talk`);
      current = { id, up: false };
    } else if (id !== current?.id) continue;
    else if (invited && /^SIP\/2.0 200/.test(startLine)) current.up = true;
    else if (/^BYE/.test(startLine) || (invited && /^SIP\/2.0 [3-6]/.test(startLine))) {
      // When the phone was told of an end it may note it late; its own word is noted before anybody hears it.
      if (current.up && !received) talkedUntil = at;
      current = undefined;
    }
  }
  return wrong;
}
