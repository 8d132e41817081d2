/**
 * The gateway as the outside meets it: coming up, up, or dead in the middle of an answer. Whoever has a socket is told
 * when it is cut; what a dead process still says is heard by nobody.
 */
import type { Api } from '../../src/services/api';
import type { House } from '../support/house';
import type { Kept } from '../support/simStore';
import type { Findings } from './findings';
import { watchShares } from './invariants/trunkShares';

/** A process that could not start, because the store was away, is started again after so long. */
const AGAIN_MS = 500;

export class Gate {
  /** Counts the processes. */
  generation = 0;
  /** It has started and takes sockets and requests. */
  up = false;
  /** Whoever waits for the gateway is let in. */
  private open = true;
  private readonly sockets = new Set<() => void>();
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly house: House,
    private readonly findings: Findings,
    /** So many callbacks of all tenants may be under way; absent: any number. */
    private readonly atOnce?: number,
  ) {}

  get api(): Api {
    return this.house.api;
  }

  /** Starts a process; the world has to be stepped until it is up. */
  boot(): void {
    const { generation } = this;
    this.house.world.trace.write('the gateway starts');
    this.house.boot().then(
      () => {
        if (generation === this.generation) this.opened();
      },
      (error: unknown) => {
        if (generation === this.generation) this.failed(error);
      },
    );
  }

  /** The process is told to stop; `stopped` is called when it has, unless it dies first. */
  stop(stopped: () => void): void {
    if (!this.up) return;
    const { generation } = this;
    this.house.world.trace.write('the gateway is told to stop');
    this.up = false;
    this.house.signalbox.stop().then(
      () => {
        if (generation !== this.generation) return;
        this.die();
        stopped();
      },
      (error: unknown) => this.findings.found('an orderly stop ends', String(error)),
    );
  }

  /** The process dies at this moment. */
  die(kept?: Kept): void {
    this.house.world.trace.write(`the gateway dies${kept === undefined ? '' : ` (${kept})`}`);
    this.generation += 1;
    this.up = false;
    this.house.crash(kept);
    for (const cut of [...this.sockets]) cut();
    this.sockets.clear();
  }

  /** Calls `cut` when the process dies; the result forgets it. */
  onDeath(cut: () => void): () => void {
    this.sockets.add(cut);
    return () => this.sockets.delete(cut);
  }

  /** Calls `act` as soon as the gateway is up. */
  whenUp(act: () => void): void {
    if (!this.open) return;
    if (this.up) act();
    else this.waiting.push(act);
  }

  /** Everybody is sent home and nobody let in any more. */
  close(): void {
    this.open = false;
    this.waiting.length = 0;
    for (const cut of [...this.sockets]) cut();
    this.sockets.clear();
  }

  private opened(): void {
    this.house.world.trace.write('the gateway is up');
    this.up = true;
    watchShares(this.house.signalbox, this.findings, this.atOnce);
    for (const act of this.waiting.splice(0)) act();
  }

  private failed(error: unknown): void {
    if (!String(error).includes('the store is away')) this.findings.found('the gateway starts', String(error));
    this.die();
    const { generation } = this;
    this.house.world.clock.after(AGAIN_MS, () => {
      if (generation === this.generation) this.boot();
    });
  }
}
