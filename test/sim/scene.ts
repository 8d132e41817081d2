/** What everybody in a simulation shares: the world, the gateway in it, the disk, and the book of what is wrong. */

import type { Person } from '../../connectors/simulator/people';
import { House } from '../support/house';
import { WORLD_START, type World } from '../support/world';
import { Messenger } from './actors/messenger';
import { Receiver } from './actors/receiver';
import { Disk } from './disk';
import { Findings } from './findings';
import { Gate } from './gate';
import { writeHistory } from './history';
import { complaint } from './invariants/complaints';
import { watchedLine } from './invariants/dials';
import { JournalRules } from './invariants/journal';
import { Ledger } from './ledger';
import { SECRETS, type SimTenant, simMapping, TENANTS, underWayAtOnce } from './tenants';

export interface Scene {
  readonly world: World;
  readonly house: House;
  readonly gate: Gate;
  readonly disk: Disk;
  readonly findings: Findings;
  readonly ledger: Ledger;
  readonly rules: JournalRules;
  readonly tenants: readonly SimTenant[];
  readonly receiver: Receiver;
  readonly messenger: Messenger;
  /** Everybody who has called so far. */
  readonly callers: Person[];
  /** Until when, in ms from the beginning, people call and things break; then all calms down. */
  readonly activeMs: number;
}

export interface SceneOptions {
  readonly seed: number;
  /** How many of the three tenants there are. */
  readonly tenants: number;
  readonly activeMs: number;
  readonly onCommit?: (what: 'started' | 'landed') => void;
}

/** So long before a quarter of an hour is over every second seed begins: what counts by quarters has two of them. */
const BEFORE_QUARTER_MS = 25_000;
const QUARTER_MS = 900_000;

/** An empty scene: nobody calls, nothing breaks, the gateway is not started yet. */
export function newScene({ seed, tenants: count, activeMs, onCommit }: SceneOptions): Scene {
  const tenants = TENANTS.slice(0, count);
  const findings = new Findings();
  const disk = new Disk();
  const rules = new JournalRules(findings);
  disk.onRecord = (tenant, record) => rules.look(tenant, record);
  const house: House = new House({
    seed,
    startsAt: WORLD_START + (seed % 2 === 0 ? QUARTER_MS - BEFORE_QUARTER_MS : 0),
    mapping: simMapping(tenants),
    secrets: SECRETS,
    tables: disk,
    line: (pbx) => watchedLine(pbx, { disk, findings, tenants, dialled }),
    complained: (message, facts) => complaint(findings, message, facts),
    ...(onCommit && { onCommit: (what) => onCommit(what) }),
  });
  const dialled = new Set<string>();
  house.sim.library.missing.add('missing');
  const gate = new Gate(house, findings, underWayAtOnce(tenants));
  const { world } = house;
  writeHistory(disk, tenants, world.clock.now());
  const ledger = new Ledger({ world, house, gate, disk, findings });
  const receiver = new Receiver({ house, disk, findings, activeMs });
  const messenger = new Messenger({ house, gate, disk, findings, tenants, activeMs });
  return { world, house, gate, disk, findings, ledger, rules, receiver, messenger, tenants, callers: [], activeMs };
}
