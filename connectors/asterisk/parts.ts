/** The parts of one connector, put together: the only place that knows them all. */
import type { PbxEvent } from '../../src/ports/pbx';
import { Ari } from './ari';
import { type Call, Calls } from './calls';
import { Commands } from './commands';
import { Coaches } from './commands/coaches';
import { Conversations } from './commands/conversations';
import { Dialer } from './commands/dial';
import { Machines } from './commands/machines';
import { Surroundings } from './commands/surroundings';
import { Takes } from './commands/takes';
import { holdBack } from './events/headers';
import { Observed } from './events/observed';
import type { World } from './events/world';
import { Link, type LinkListener } from './link';
import { Jobs } from './media/jobs';
import { Music } from './media/music';
import { Plays } from './media/plays';
import { Records } from './media/records';
import { Targets } from './media/targets';
import { Warm } from './media/warm';
import { type AsteriskOptions, type AsteriskPorts, applicationOf } from './options';
import { abandoned, adopt, type Inventory } from './resync';
import { type LinkPorts, Timers } from './timers';
import { announce, translate } from './translate';

/** Longer than any phone is let ring. */
const UNRUNG_MS = 120_000;

/** Everything that one link is made of. */
export interface Parts {
  readonly app: string;
  readonly ports: LinkPorts;
  readonly timers: Timers;
  readonly ari: Ari;
  readonly calls: Calls;
  readonly jobs: Jobs;
  readonly warm: Warm;
  readonly targets: Targets;
  readonly plays: Plays;
  readonly music: Music;
  readonly records: Records;
  readonly coaches: Coaches;
  readonly conversations: Conversations;
  readonly commands: Commands;
  readonly machines: Machines;
  readonly takes: Takes;
  readonly surroundings: Surroundings;
  readonly observed: Observed;
  readonly dialer: Dialer;
  readonly link: Link;
}

/** Builds a connector that tells its events to `emit`. */
export function assemble(options: AsteriskOptions, given: AsteriskPorts, emit: (event: PbxEvent) => void): Parts {
  const app = applicationOf(options.node);
  const timers = new Timers(given.clock);
  const ports = { ...given, clock: timers, log: given.log.with({ pbx: options.name }) };
  const ari = new Ari(options, ports);
  const calls = new Calls(options.name, ports.ids);
  const jobs = new Jobs(ports, emit);
  const warm = new Warm(ari, ports, app);
  const targets = new Targets(ari, calls, app);
  const plays = new Plays(ari, ports, options, jobs, targets, warm);
  const records = new Records(ari, ports, options, jobs, targets);
  const coaches = new Coaches(ari, ports, calls, app);
  const music = new Music(ari, calls, jobs);
  const conversations = new Conversations(ari, ports, app, calls, coaches, jobs, music, plays, targets);
  const commands = new Commands(ari, ports, calls, plays, music);
  const machines = new Machines(ari, app, calls, commands, plays);
  const takes = new Takes(ari, ports, app, calls, commands);
  const surroundings = new Surroundings(ari, ports, app, emit);
  const observed = new Observed(ari, ports, calls, { app, pbx: options.name }, emit);
  const built = {
    app,
    ports,
    timers,
    ari,
    calls,
    jobs,
    warm,
    targets,
    plays,
    music,
    records,
    coaches,
    conversations,
    commands,
    machines,
    takes,
  };
  const world = worldOf({ ...built, surroundings, observed }, options, emit, () => link.replaced());
  const dialer = new Dialer(ari, ports, app, calls, commands, world);
  const link: Link = new Link(ari, ports, options, listenerOf({ ...built, surroundings, observed }, world, emit));
  return { ...built, surroundings, observed, dialer, link };
}

type Built = Omit<Parts, 'dialer' | 'link'>;

function worldOf(parts: Built, options: AsteriskOptions, tell: (event: PbxEvent) => void, replaced: () => void): World {
  const { calls, ports, ari, plays, records, jobs, coaches, commands, surroundings, observed } = parts;
  const names = options.headers ?? [];
  const world: World = {
    calls,
    observed,
    emit: (event) => {
      if (event.type !== 'deviceChanged' || surroundings.changed(event.endpoint, event.state)) tell(event);
    },
    now: () => ports.clock.now(),
    monotonic: () => ports.clock.monotonic(),
    playbackEnded: (id, failed, at) => plays.ended(id, failed, at),
    recordingEnded: (name, failed, at, durationMs) => records.ended(name, failed, at, durationMs),
    leaving: (call, at) => jobs.endAll({ party: call.party }, at),
    snooped: (channel, here) => coaches.snooped(channel, here),
    leftBridge: (bridge) => coaches.left(bridge),
    moved: (channel, done) => commands.moved(channel, done),
    orphaned: (channel) => void ari.request('DELETE', `channels/${channel}`),
    givenAway: (to, by) => parts.takes.note(to, by),
    came: (call) => parts.takes.came(call),
    replaced,
    ...(names.length > 0 ? { arriving: holdBack(ari, names, (call, event) => announce(call, event, world)) } : {}),
  };
  return world;
}

function listenerOf(parts: Built, world: World, emit: (event: PbxEvent) => void): LinkListener {
  const { ports, timers } = parts;
  return {
    event: (event) => translate(event, world),
    listed: (inventory, epoch, restarted) => {
      const listing = adopt(parts.calls, inventory, parts.app);
      emit({ type: 'listed', at: ports.clock.now(), epoch, ...listing });
      afterListing(parts, inventory, restarted);
    },
    state: (state, epoch, { restarted, reason }) => {
      if (state === 'lost') for (const part of [parts.observed, parts.surroundings]) part.lost();
      if (state === 'stopped') void parts.ari.close();
      if (state === 'stopped') timers.stop();
      const facts = { ...(restarted ? { restarted } : {}), ...(reason === undefined ? {} : { reason }) };
      emit({ type: 'link', at: ports.clock.now(), state, epoch, ...facts });
      if (state === 'live') void parts.surroundings.restore();
    },
  };
}

/** What only the connector knows of is made equal to the PBX too: jobs, coaches, subscriptions, fetched prompts. */
function afterListing(parts: Built, inventory: Inventory, restarted: boolean): void {
  const { bridges, unheard } = inventory;
  const { app, ari, calls, jobs, ports } = parts;
  parts.targets.forgetAll();
  parts.coaches.restore(bridges);
  if (restarted) parts.warm.forget();
  const open = new Set(bridges.map((bridge) => bridge.id));
  for (const job of jobs.all()) {
    const there = 'party' in job.target ? calls.party(job.target.party) : open.has(job.target.conversation);
    if (!there) jobs.end(job, 'failed', ports.clock.now());
    else if (job.kind === 'record') void parts.records.verify(job);
    else void parts.plays.verify(job);
  }
  for (const id of unheard) if (abandoned(id, calls, inventory)) void ari.request('DELETE', `channels/${id}`);
  for (const call of calls.all()) if (call.dialed && !call.up && !call.rang) endUnrung(parts, call);
  for (const bridge of bridges) if (bridge.name === `${app}/warm`) void ari.request('DELETE', `bridges/${bridge.id}`);
}

/** A party that another gateway left and of which it cannot be told whether it was let ring. */
function endUnrung({ ari, calls, ports }: Built, call: Call): void {
  ports.clock.after(UNRUNG_MS, () => {
    if (calls.party(call.party) !== call || call.up || call.rang) return;
    call.ending = 'failed';
    void ari.request('DELETE', `channels/${call.channel}`);
  });
}
