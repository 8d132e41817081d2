/** The skeleton under the contract, on virtual time: people can try to call it, and nobody ever gets through. */
import { skeleton } from '../../../connectors/skeleton/skeleton';
import type { Log } from '../../../src/ports/log';
import type { Pbx } from '../../../src/ports/pbx';
import type { Customer, PbxHarness } from '../../contracts/pbx/harness';
import { World } from '../../support/world';

/** A world around a connector that has nothing but its link. */
export class SkeletonHarness implements PbxHarness {
  readonly routingPoint = 'main';
  readonly dialplanPoint = 'back,s';
  readonly world = new World(1);
  /** What it said when it started. */
  readonly warned: unknown[] = [];

  get ids() {
    return this.world.ids;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  connector(): Pbx {
    const warn = (message: string, facts: unknown): void => void this.warned.push([message, facts]);
    const log: Log = { debug() {}, info() {}, warn, error() {}, with: () => log };
    return skeleton({ name: 'other' }, { clock: this.world.clock, log });
  }

  customerCalls(): Customer {
    return { state: () => 'calling', hangup() {}, press() {} };
  }

  phone(): string {
    return 'PHONE/1';
  }

  async cutLink(): Promise<void> {}

  async restoreLink(): Promise<void> {}

  finish<T>(promise: Promise<T>): Promise<T> {
    return this.world.finish(promise);
  }

  pause(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  eventually<T>(probe: () => T, withinMs: number, what: string): Promise<NonNullable<T>> {
    return this.world.waitFor(probe, withinMs, what);
  }
}
