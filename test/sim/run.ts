/**
 * One seed from the first call to the last: people call and things break for a while, then all calms down, every call
 * ends by itself, and nothing may be left. Invariants are looked at as things happen; the first that does not hold ends
 * the run with the number of the seed and the end of its trace.
 */
import { SYSTEM } from '../../src/core/ids';
import { Agents } from './actors/agents';
import { Callbacks } from './actors/callbacks';
import { callers } from './actors/callers';
import { followers } from './actors/follower';
import { Operator } from './actors/operator';
import { phones } from './actors/phones';
import { Program } from './actors/program';
import { Reader } from './actors/reader';
import { Supervisors } from './actors/supervisors';
import { type Troubles, trouble } from './actors/trouble';
import { checkDeliveries, Webhooks } from './actors/webhooks';
import { between } from './draw';
import { checkCounts } from './invariants/counts';
import { checkNothingIsLeft, isQuiet, lastQuestions, pendingCallbacks } from './invariants/end';
import { checkMessages } from './invariants/messages';
import { checkReplay } from './invariants/replay';
import { LOOK_MS, Watchman } from './invariants/watch';
import { newScene, type Scene } from './scene';
import { MAX_CALL_MS } from './tenants';

/** What was seen in a run. */
export interface Outcome {
  readonly hash: string;
  readonly steps: number;
  readonly scene: Scene;
}

const ACTIVE_MS = 40_000;
/** After the active time commands are still repeated, for so long. */
const LAST_WORDS_MS = 11_000;
/** After the active time: the longest call, its clearing, callers who only now reach a gateway, callbacks that expire. */
const QUIET_WITHIN_MS = 2 * MAX_CALL_MS + 120_000;
/** Checkpoints are written, what ended is forgotten. */
const SETTLE_MS = 12_000;
const WRITTEN_MS = 3_000;
const CHECK_MS = 10_000;

const TROUBLES: Troubles = {
  cuts: 3,
  restarts: 1,
  crashes: 3,
  stops: 1,
  storeAway: 2,
  storeUnsure: 2,
  badLines: 4,
  mappings: 2,
  prunes: 2,
};

/** Runs a seed; rejects with the seed and the end of the trace when an invariant does not hold. */
export async function simulate(seed: number): Promise<Outcome> {
  const scene = newScene({ seed, tenants: 2 + (seed % 2), activeMs: ACTIVE_MS });
  const run = new Run(scene);
  const draw = scene.world.random('run');
  people(scene, between(draw, 6, 24));
  trouble(scene, TROUBLES);
  await run.play();
  return { hash: scene.world.trace.hash(), steps: run.steps, scene };
}

/** Everybody takes their places. */
export function people(scene: Scene, calls: number): void {
  phones(scene);
  callers(scene, calls);
  const operators = new Map<string, Operator>();
  for (const tenant of scene.tenants) {
    for (const application of ['desk', 'second'])
      new Program(scene, tenant, application, `${tenant.id}-${application}`).begin();
    new Program(scene, tenant, 'desk', `${tenant.id}-spare`).begin();
    const other = scene.tenants.find(({ id }) => id !== tenant.id);
    const strangers = () => [...(operators.get(other?.id ?? '')?.calls.keys() ?? [])].at(-1);
    const operator = new Operator(scene, tenant, strangers);
    operators.set(tenant.id, operator);
    operator.begin();
    new Agents(scene, tenant).begin();
    new Callbacks(scene, tenant).begin();
    new Supervisors(scene, tenant).begin();
    followers(scene, tenant, 2);
    new Reader(scene, tenant).begin();
    new Webhooks(scene, tenant).begin();
  }
}

export class Run {
  steps = 0;
  private readonly watchman: Watchman;

  constructor(
    private readonly scene: Scene,
    /** Called after every step. */
    private readonly onStep: () => void = () => {},
  ) {
    this.watchman = new Watchman(scene);
  }

  /** From the start of the gateway to its stop. */
  async play(): Promise<void> {
    const { scene } = this;
    this.every(LOOK_MS, () => {
      this.watchman.look();
      scene.ledger.tick(LOOK_MS);
    });
    this.every(CHECK_MS, () => this.replays());
    scene.gate.boot();
    await this.until(scene.activeMs + LAST_WORDS_MS);
    await this.quiet();
    await this.settle();
    this.replays();
    checkNothingIsLeft(scene);
    for (const { id } of scene.tenants) checkCounts(scene.disk, id, scene.findings);
    checkDeliveries(scene);
    checkMessages(scene);
    this.verdict();
    await this.end();
  }

  /** Steps until nobody is on the line any more. */
  private async quiet(): Promise<void> {
    const { world, findings, house } = this.scene;
    const deadline = world.elapsed + QUIET_WITHIN_MS;
    while (!isQuiet(this.scene) || this.watchman.liveCalls().length > 0 || pendingCallbacks(this.scene) > 0) {
      if (world.elapsed > deadline) {
        const calls = this.watchman.liveCalls().map(({ id }) => id);
        findings.found(
          'everything ends',
          JSON.stringify({ calls, parties: [...house.sim.board.exchange.parties.keys()] }),
        );
      }
      await this.step();
    }
  }

  /** Some time on. A queue may open or close in the last moment of it: what that changed is told and written within a second or two. */
  private async settle(): Promise<void> {
    const { world, house } = this.scene;
    await this.until(world.elapsed + SETTLE_MS);
    const deadline = world.elapsed + WRITTEN_MS;
    const busy = (): boolean => {
      const { unwritten = 0, told = 0, uncommitted = 0 } = house.signalbox.counts();
      return unwritten + told + uncommitted > 0;
    };
    while (busy() && world.elapsed < deadline) await this.step();
  }

  private async until(elapsed: number): Promise<void> {
    while (this.scene.world.elapsed < elapsed) await this.step();
  }

  private async step(): Promise<void> {
    this.steps += 1;
    if (!(await this.scene.world.step())) this.scene.findings.found('the world goes on', 'nothing is left to happen');
    this.onStep();
    this.verdict();
  }

  private replays(): void {
    const { disk, findings, house, gate, tenants } = this.scene;
    for (const tenant of [...tenants.map(({ id }) => id), SYSTEM])
      checkReplay(disk, tenant, findings, gate.up ? house.signalbox.partitions.get(tenant) : undefined);
  }

  /** A last life on what the disk has: it tells and answers what the ones before did. Then an orderly end. */
  private async end(): Promise<void> {
    const { gate, house, findings } = this.scene;
    gate.close();
    gate.die();
    this.replays();
    gate.boot();
    while (!gate.up) await this.step();
    lastQuestions(this.scene);
    await this.settle();
    this.replays();
    checkNothingIsLeft(this.scene);
    await house.stop();
    if (house.clock.timers > 0) findings.found('an orderly end leaves no timer', String(house.clock.timers));
    this.verdict();
  }

  private every(ms: number, act: () => void): void {
    this.scene.world.clock.after(ms, () => {
      act();
      this.every(ms, act);
    });
  }

  private verdict(): void {
    const { findings, world, house } = this.scene;
    for (const defect of house.defects.splice(0)) findings.found('no defect', String(defect));
    if (findings.list.length === 0) return;
    throw new Error(`seed ${world.seed}: ${findings.list.join('\n')}\n${world.trace.tail()}`);
  }
}
