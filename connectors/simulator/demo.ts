/** The PBXs of kind `simulator` in a mapping: one of each name for the life of the process, with people on them. */
import type { Cancel, Clock } from '../../src/ports/clock';
import type { Ids } from '../../src/ports/ids';
import type { Pbx } from '../../src/ports/pbx';
import type { Random } from './random';
import { Simulator } from './simulator';
import { agent, customer, traffic } from './traffic';

export interface SimulatedPbxs {
  /** The port of the PBX of that name, which is made when there is none yet. */
  connect(name: string, node: string): Pbx;
  /** The PBX itself, once it was connected. */
  pbx(name: string): Simulator | undefined;
  /** Nobody calls any more, and whoever is on the phone does nothing more. */
  stop(): void;
}

/** Numbers of the demo mapping: what people dial. */
const DIALLED = ['493023125100', '493023125101', '493023125200'];
const EVERY_MS = 12_000;
const PHONES = ['SIM/101', 'SIM/102', 'SIM/111', 'SIM/112', 'SIM/201'];

export interface DemoParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Nobody calls without being told to. */
  readonly quiet?: boolean;
}

/** Simulated PBXs on which people call the numbers of `mappings/demo.yaml` now and then. */
export function simulatedPbxs(given: DemoParts): SimulatedPbxs {
  const simulators = new Map<string, Simulator>();
  const { clock, stop } = endingClock(given.clock);
  const parts = { ...given, clock };
  const make = (name: string): Simulator => {
    const simulator = new Simulator({ ...parts, name });
    for (const endpoint of PHONES) simulator.phone(endpoint, agent(parts.random)());
    simulator.phone(/^SIM\/carrier-/, customer(parts.random)());
    simulators.set(name, simulator);
    if (given.quiet) return simulator;
    const flow = { routingPoint: 'main', dnis: DIALLED, everyMs: EVERY_MS, endpoint: 'SIM/carrier' };
    traffic(simulator, parts.random, [flow]);
    return simulator;
  };
  return {
    connect: (name, node) => (simulators.get(name) ?? make(name)).pbx(node),
    pbx: (name) => simulators.get(name),
    stop,
  };
}

/** A clock of which nothing fires once it was stopped: what people had in mind keeps no process alive. */
function endingClock(clock: Clock): { clock: Clock; stop: () => void } {
  const waiting = new Set<Cancel>();
  let ended = false;
  const after = (ms: number, fire: () => void): Cancel => {
    if (ended) return () => {};
    const cancel = clock.after(ms, () => {
      waiting.delete(forget);
      fire();
    });
    const forget = (): void => {
      waiting.delete(forget);
      cancel();
    };
    waiting.add(forget);
    return forget;
  };
  return {
    clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), after },
    stop: () => {
      ended = true;
      for (const cancel of [...waiting]) cancel();
    },
  };
}
