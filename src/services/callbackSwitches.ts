/** The two switches of callbacks as they are now: of the installation, of a tenant and of each of its queues. */
import { callbackRules } from '../core/callbackPolicy';
import { ALL_QUEUES, byHand, type CallbackSwitch } from '../core/callbackSwitch';
import { type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { inScope, mayLook } from './authority';
import type { CallbackSwitchesView } from './callbackApi';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { Principal } from './replies';

type Switched = CallbackSwitchesView['tenant'];

const NO_RULES = callbackRules.parse({});

export class CallbackSwitches {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  async all(principal: Principal, tenant: string): Promise<CallbackSwitchesView | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    const { current } = this.mappings;
    const mapping = current.tenants[tenant];
    const { accept, dial } = current.system?.callbacks ?? NO_RULES;
    const whole = this.level(tenant, ALL_QUEUES, mapping?.callbacks ?? NO_RULES);
    const queues = Object.entries(mapping?.queues ?? {}).flatMap(([queue, { callback }]) => {
      if (!callback || !inScope(principal, callback.venue)) return [];
      const own = this.level(tenant, queue, callback);
      const accepts = accept && whole.accept && own.accept;
      return [{ queue, ...own, accepts, dials: dial && whole.dial && own.dial }];
    });
    await this.partitions.durable(tenant, partition.seq);
    return { installation: { accept, dial }, tenant: whole, queues };
  }

  private level(tenant: string, id: string, rules: { accept: boolean; dial: boolean }): Switched {
    const hand = this.partitions.get(tenant)?.get<CallbackSwitch>('callbackSwitch', id);
    const { accept, dial } = byHand(rules, hand);
    if (hand?.accept === undefined && hand?.dial === undefined) return { accept, dial };
    const { id: _, queue: __, ...said } = publicView('callbackSwitch', hand) as Record<string, unknown>;
    return { accept, dial, byHand: said as Switched['byHand'] };
  }
}
