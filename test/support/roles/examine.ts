/**
 * One operation of a whole gateway, asked for by everybody: what the table of roles says, and that nobody learns whether
 * something is there that is not theirs. Gives what is wrong, in words.
 */
import { type Role, rolesFor } from '../../../src/core/permissions';
import { type Operation, requestOf, sceneFor } from '../docs/examples';
import type { Reply, Sent } from '../memoryServer';
import { Stage } from '../stage';
import { ADMIN, type Asker, by, castOf, keyOf, secretsOf } from './cast';
import { canonical, idsOf, unknown } from './unknown';

type Params = Readonly<Record<string, string>>;

/** Has keys and users, and nothing of what acme has. */
const STRANGER = 'umbrella';
/** What the table gives to users is of the own desk, the own calls and the own queues; the services look whose it is. */
const OF_THE_OWN_DESK = [
  'agent.sign_in',
  'agent.sign_off',
  'agent.set_state',
  'offers.get',
  'offer.decline',
  'call.set_disposition',
  'calls.get',
  'call.hold',
  'call.retrieve',
  'call.mute',
  'call.transfer',
  'call.consult',
  'call.complete_transfer',
  'call.cancel_consult',
  'call.conference',
  'call.add_party',
  'call.remove_party',
  'call.clear',
  'call.set_attributes',
  'call.record',
  'call.stop_recording',
  'call.pause_recording',
  'call.resume_recording',
  'callbacks.list',
  'callbacks.name',
  'callback.request',
  'callbacks.slots',
  'callback.hold_slot',
];
const NOT_THE_OWN = ['auth.forbidden', 'resource.not_found', 'queue.not_found'];
/** What only a session has. */
const OF_SESSIONS = ['session.end', 'session.end_all', 'session.password'];

/** What is wrong with the answers of an operation. */
export async function examine(operation: Operation, operations: readonly Operation[]): Promise<string[]> {
  const stage = await Stage.open();
  try {
    await stage.create(STRANGER);
    const own = [...(await castOf(stage, 'acme')), await keyOf(stage, 'acme', LIMITED)];
    const strangers = await castOf(stage, STRANGER);
    const params = await sceneFor(stage, operation, operations);
    const sent = await requestOf(stage, operation, params);
    const examination = new Examination(stage, operation, params, sent);
    if (operation.spec.security.length === 0) await examination.open();
    else await examination.behindKeys(own, strangers);
    const defects = stage.complaints.map((complaint) => `a defect: ${JSON.stringify(complaint)}`);
    const secrets = [...own, ...strangers].flatMap(secretsOf);
    const leaks = stage.logged.filter((line) => secrets.some((secret) => line.includes(secret)));
    return [...examination.wrong, ...defects, ...leaks.map((line) => `a secret is logged: ${line}`)];
  } finally {
    await stage.close();
  }
}

const LIMITED = { name: 'application limited to reception', role: 'application', venues: ['reception'] } as const;

class Examination {
  readonly wrong: string[] = [];
  private readonly roles: readonly Role[];

  constructor(
    private readonly stage: Stage,
    private readonly operation: Operation,
    private readonly params: Params,
    private readonly sent: Sent,
  ) {
    this.roles = rolesFor(operation.id);
  }

  /** Needs no key, and takes no notice of one. */
  async open(): Promise<void> {
    const { status, text } = await this.stage.send(this.sent);
    if (status >= 300) this.say('nobody', `${status} ${text}`);
  }

  async behindKeys(own: readonly Asker[], strangers: readonly Asker[]): Promise<void> {
    const marks = this.marks();
    await this.nobody();
    for (const asker of own) if (!this.may(asker)) await this.refused(asker, this.sent);
    for (const asker of own) await this.withoutToken(asker);
    for (const asker of strangers) await this.elsewhere(asker);
    if (this.marks() !== marks) this.say('who may not', 'something was recorded for them');
    for (const asker of strangers) await this.foreign(asker);
    const limited = own.filter(({ name }) => name.includes(LIMITED.name));
    for (const asker of limited) await this.beyond(asker);
    const allowed = own.filter((asker) => this.may(asker) && !limited.includes(asker));
    // The one with the fewest rights comes first: what it did may leave nothing to do for the others.
    const [first, ...others] = [...allowed.reverse(), ADMIN];
    if (first) await this.allowed(first, true);
    for (const asker of others) await this.allowed(asker, false);
  }

  private may({ role }: Asker): boolean {
    return this.roles.includes(role);
  }

  private async nobody(): Promise<void> {
    for (const sent of [this.sent, unknown(this.sent, this.params)]) {
      const { status, text } = await this.stage.send(sent);
      if (status !== 401) this.say('nobody', `${status} ${text}`);
      await this.head('nobody', sent, 401);
    }
  }

  /** Who may not get something may not ask for its head either. */
  private async head(who: string, sent: Sent, expected: number): Promise<void> {
    if (this.operation.method !== 'get' || this.upgrades()) return;
    const { status, text } = await this.stage.send({ ...sent, method: 'HEAD' });
    if (status !== expected || text !== '') this.say(who, `HEAD: ${status} ${text}`);
  }

  /** The same refusal whether it is there or not. */
  private async refused(asker: Asker, sent: Sent): Promise<void> {
    const there = await this.stage.send(by(asker, sent));
    if (there.status !== 403) this.say(asker.name, `${there.status} instead of 403: ${there.text}`);
    await this.head(asker.name, by(asker, sent), 403);
    await this.same(asker, there, unknown(sent, this.params));
  }

  /** A page of somebody else can send the cookie, and not the token. */
  private async withoutToken(asker: Asker): Promise<void> {
    const { csrf: _, cookie } = asker.session ?? {};
    if (cookie === undefined || (this.operation.method === 'get' && !this.upgrades())) return;
    const headers = { ...this.sent.headers, cookie };
    for (const more of [{}, { 'x-csrf-token': 'x' }, { origin: 'http://evil.example' }]) {
      const { status, text } = await this.stage.send({ ...this.sent, headers: { ...headers, ...more } });
      if (status !== 403) this.say(asker.name, `${status} for ${JSON.stringify(more)}: ${text}`);
    }
  }

  private upgrades(): boolean {
    return '101' in this.operation.spec.responses;
  }

  /** In the path of a tenant that is not its own, or of none. */
  private async elsewhere(asker: Asker): Promise<void> {
    if (!this.sent.path.startsWith('/v1/tenants/acme')) {
      if (!this.may(asker)) await this.refused(asker, this.sent);
      return;
    }
    const there = await this.stage.send(by(asker, this.sent));
    if (there.status !== 403) this.say(asker.name, `${there.status} in the path of acme: ${there.text}`);
    await this.head(asker.name, by(asker, this.sent), 403);
    for (const tenant of ['nowhere', 'globex', 'system'])
      await this.same(asker, there, { ...this.sent, path: this.sent.path.replace('/acme', `/${tenant}`) });
  }

  /** In the own path, with what is another tenant's. */
  private async foreign(asker: Asker): Promise<void> {
    if (!this.sent.path.startsWith('/v1/tenants/acme')) return;
    const sent = { ...this.sent, path: this.sent.path.replace('/acme', `/${STRANGER}`) };
    if (!this.may(asker)) return this.refused(asker, sent);
    const there = await this.stage.send(by(asker, sent));
    await this.same(asker, there, unknown(sent, this.params));
    this.hides(asker, there, idsOf(this.stage, 'acme'));
  }

  /** In the own tenant, with what is of a venue beyond the own ones. */
  private async beyond(asker: Asker): Promise<void> {
    if (!this.may(asker)) return;
    const ids = idsOf(this.stage, 'acme', LIMITED.venues);
    const there = await this.stage.send(by(asker, this.sent));
    if (ids.some((id) => this.sent.path.includes(id))) await this.same(asker, there, unknown(this.sent, this.params));
    this.hides(asker, there, ids);
  }

  private async allowed(asker: Asker, first: boolean): Promise<void> {
    const { status, text, json } = await this.stage.send(by(asker, this.sent));
    const code = String(json?.code ?? '');
    if (asker.role === 'user' && OF_THE_OWN_DESK.includes(this.operation.id) && NOT_THE_OWN.includes(code)) return;
    if (OF_SESSIONS.includes(this.operation.id)) {
      if (!asker.session && code !== 'auth.not_signed_in') this.say(asker.name, `${status} ${text}`);
      return;
    }
    if (first ? status >= 400 : status >= 500 || code.startsWith('auth.'))
      this.say(asker.name, `${status} although the table says yes: ${text}`);
  }

  /** Another request of the same person must be answered in the same words. */
  private async same(asker: Asker, there: Reply, sent: Sent): Promise<void> {
    const other = await this.stage.send(by(asker, sent));
    const [a, b] = [there, other].map((reply) => canonical(reply, this.params));
    if (a !== b) this.say(asker.name, `what is there is told from what is not\n    ${a}\n    ${b}`);
  }

  private hides(asker: Asker, { text, headers }: Reply, ids: readonly string[]): void {
    const said = `${text} ${JSON.stringify(headers)}`;
    const shown = ids.filter((id) => said.includes(id) && !`${this.sent.path} ${this.sent.body}`.includes(id));
    if (shown.length > 0) this.say(asker.name, `shows ${shown.join(', ')}: ${text.slice(0, 500)}`);
  }

  /** How far the journals are. */
  private marks(): string {
    const { partitions } = this.stage.house.signalbox;
    return JSON.stringify(['system', 'acme', 'globex', STRANGER].map((tenant) => partitions.get(tenant)?.seq));
  }

  private say(who: string, what: string): void {
    this.wrong.push(`${this.operation.id} by ${who}: ${what}`);
  }
}
