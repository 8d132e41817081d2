/**
 * Looks over a running installation for its admin (design §12): every finding in words that say what to do. The PBXs
 * are asked by their connectors, the machine by the composition root, the rest is known here.
 */
import type { ApplicationState } from '../core/application';
import { circuitOpen, deciders } from '../core/application';
import type { Call } from '../core/call';
import { type Refusal, refuse } from '../core/errors';
import { type Finding, inArea } from '../core/finding';
import { SYSTEM } from '../core/ids';
import type { Mapping, PbxConfig } from '../core/mapping';
import { detectsMachines } from '../core/mappingCallbacks';
import { clock, iso } from '../core/time';
import type { ExaminedPoint } from '../ports/pbx';
import type { Doctor, Principal } from './api';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { Probes } from './probes';
import { soundsOn } from './unknownPrompts';

/** What is looked at on the machine itself: files, disk, certificates. */
export type ExamineHost = () => Promise<readonly Finding[]>;

export interface DoctorParts {
  readonly ports: Ports;
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly lines: Lines;
  readonly probes: Probes;
  readonly host: ExamineHost;
  /** Offers since the start that passed somebody over without a reason. */
  readonly audit: { readonly violations: number };
}

/** A PBX that hangs keeps nobody from the rest. */
const PBX_MS = 20_000;
const DAY_MS = 86_400_000;
const RECENT = 200;

export class DoctorService implements Doctor {
  constructor(private readonly parts: DoctorParts) {}

  async examine(principal: Principal): Promise<{ findings: readonly Finding[] } | Refusal> {
    if (principal.role !== 'admin') return refuse('auth.forbidden');
    const { lines, host } = this.parts;
    const looks = [this.store(), ...lines.names().map((name) => this.pbx(name)), this.unmapped(), host()];
    const found = (await Promise.all(looks)).flat();
    return { findings: [...found, ...this.missingLinks(), ...this.applications(), ...this.order()] };
  }

  private async store(): Promise<Finding[]> {
    const { ports, partitions } = this.parts;
    const report = inArea('store');
    if (partitions.commits.away)
      return [
        report(
          'store',
          'fail',
          'the store does not answer: nothing new is acknowledged',
          'see the log; is the disk full?',
        ),
      ];
    const started = ports.clock.monotonic();
    const tenants = await ports.store.tenants();
    const oldest = await ports.store.history(SYSTEM, { after: 0 }, {}, 1);
    const ms = Math.round(ports.clock.monotonic() - started);
    const since =
      oldest[0] === undefined
        ? ''
        : `; the oldest record of the installation is of ${iso(oldest[0].time).slice(0, 10)}`;
    return [report('store', 'ok', `the store answers in ${ms} ms with ${tenants.length} journals${since}`)];
  }

  private async pbx(name: string): Promise<Finding[]> {
    const { lines, probes, mappings, ports } = this.parts;
    const report = inArea(`pbx ${name}`);
    const state = lines.state(name);
    const reason = this.parts.partitions.get(SYSTEM)?.get<{ reason?: string; since: number }>('link', name);
    const why =
      state === 'live' || reason?.reason === undefined
        ? ''
        : ` (${reason.reason}, since ${clock(iso(reason.since))} UTC)`;
    const link = report('link', state === 'live' ? 'ok' : 'fail', `the link is ${state}${why}`);
    const silent = probes.of(name).filter(({ ok }) => !ok);
    const parts = silent.map(({ part, ms }) =>
      report(
        'parts',
        'fail',
        `${part} do not answer within ${ms} ms`,
        "asterisk -rx 'core show locks' (a deadlock needs a restart of Asterisk)",
      ),
    );
    const { current } = mappings;
    const sounds = soundsOn(current, name, this.parts.partitions);
    const about = { routingPoints: pointsOf(current, name), sounds, machines: detectsMachines(current, name) };
    const asked = lines.get(name)?.examine(about) ?? Promise.resolve([]);
    const findings = await within(
      asked,
      ports,
      report('examine', 'fail', `the PBX did not answer every question within ${PBX_MS / 1_000} s`),
    );
    return [link, ...parts, ...findings];
  }

  /** PBXs of the mapping that no connector could be made for. */
  private missingLinks(): Finding[] {
    const { lines, mappings } = this.parts;
    const missing = Object.keys(mappings.current.pbxs).filter((name) => !lines.get(name));
    return missing.map((name) =>
      inArea(`pbx ${name}`)(
        'link',
        'fail',
        'it cannot be connected: a secret or certificate of the mapping is not there',
        'see the log: "a PBX cannot be connected"',
      ),
    );
  }

  /** Calls of the last day that no venue took: whole numbers that nobody mapped. */
  private async unmapped(): Promise<Finding[]> {
    const { ports } = this.parts;
    const report = inArea('gateway');
    const { documents } = await ports.store.find(SYSTEM, 'call', { limit: RECENT });
    const calls = documents.map(({ json }) => JSON.parse(json) as Call);
    const today = calls.filter((call) => call.venue === undefined && ports.clock.now() - call.startedAt < DAY_MS);
    if (today.length === 0) return [report('unmapped calls', 'ok', 'every call of the last 24 h had a venue')];
    const numbers = new Map<string, number>();
    for (const { pbx, routingPoint, dnis } of today) {
      const where = `${dnis} on ${pbx}/${routingPoint}`;
      numbers.set(where, (numbers.get(where) ?? 0) + 1);
    }
    const most = [...numbers]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([where, count]) => `${where} (${count})`);
    const words = `${today.length}${documents.length === RECENT ? ' or more' : ''} calls of the last 24 h had no venue: ${most.join(', ')}`;
    return [
      report(
        'unmapped calls',
        'warn',
        words,
        'give these numbers a venue in the mapping; signalbox why --last --tenant system',
      ),
    ];
  }

  /** The order of queues, which nobody may break. */
  private order(): Finding[] {
    const count = this.parts.audit.violations;
    if (count === 0) return [];
    const words = `${count} offers since the start passed somebody over without a reason`;
    const todo = 'a defect: report it with the lines "an entry was passed over without a reason" of the log';
    return [inArea('queues')('order', 'fail', words, todo)];
  }

  /** Programs that do not attend to their calls. */
  private applications(): Finding[] {
    const { mappings, partitions, ports } = this.parts;
    return Object.entries(mappings.current.tenants).flatMap(([tenant, { applications, venues }]) =>
      Object.entries(applications).flatMap(([id, { kind }]) => {
        const used = Object.values(venues).some(({ application }) => application === id);
        if (kind !== 'feed' || !used) return [];
        const report = inArea(`tenant ${tenant}`);
        const state = partitions.get(tenant)?.get<ApplicationState>('application', id);
        if (circuitOpen(state, ports.clock.now()))
          return [
            report(
              'application',
              'warn',
              `application ${id} failed ${state?.failures} times in a row: its calls get the default treatments until ${clock(iso(state?.openUntil ?? 0))} UTC`,
            ),
          ];
        if (deciders(state) === 0)
          return [
            report(
              'application',
              'warn',
              `no program is attached to application ${id}: its calls get the default treatments`,
              `node examples/feed-application.mjs shows how one attaches`,
            ),
          ];
        return [report('application', 'ok', `a program is attached to application ${id}`)];
      }),
    );
  }
}

/** How calls come to the routing points of a PBX: by its venues and its trunks. */
function pointsOf(mapping: Mapping, pbx: string): ExaminedPoint[] {
  const config = mapping.pbxs[pbx] as PbxConfig;
  const venues = Object.values(mapping.tenants).flatMap((tenant) => Object.values(tenant.venues));
  const trunks = Object.values(config.trunks).flatMap(({ endpoint }) => (endpoint === undefined ? [] : [{ endpoint }]));
  return Object.keys(config.routingPoints).map((name) => {
    const here = venues.filter(({ routingPoint }) => routingPoint === `${pbx}/${name}`);
    const arrivals = here.map(({ match: { dnis, context, endpoint } }) => ({
      ...(dnis !== undefined && { dnis }),
      ...(context !== undefined && { context }),
      ...(endpoint !== undefined && { endpoint }),
    }));
    return { name, arrivals: [...arrivals, ...trunks] };
  });
}

/** What is found in time, else `late`. */
function within(
  looking: Promise<readonly Finding[]>,
  { clock: time }: Ports,
  late: Finding,
): Promise<readonly Finding[]> {
  return new Promise((resolve) => {
    const cancel = time.after(PBX_MS, () => resolve([late]));
    void looking.then(
      (found) => {
        cancel();
        resolve(found);
      },
      (error: unknown) => {
        cancel();
        resolve([
          { ...late, words: `the PBX could not be examined: ${error instanceof Error ? error.message : error}` },
        ]);
      },
    );
  });
}
