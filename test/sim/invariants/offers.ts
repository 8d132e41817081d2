/** As records land: nobody is offered anything who is not free, and nobody has two offers. */
import { type Agent, isFree } from '../../../src/core/agent';
import type { Offer } from '../../../src/core/offer';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';

export class OfferRules {
  private readonly agents = new Map<string, Agent>();
  /** Offers that ring, by agent. */
  private readonly ringing = new Map<string, string>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, { type, subject, data, seq }: JournalRecord): void {
    if (subject.startsWith('agent/')) this.agent(tenant, data as Agent);
    if (!subject.startsWith('offer/')) return;
    const offer = data as Offer;
    const key = `${tenant} ${offer.agent}`;
    if (type !== 'offer.created') {
      if (this.ringing.get(key) === offer.id) this.ringing.delete(key);
      return;
    }
    const other = this.ringing.get(key);
    if (other !== undefined) this.findings.found('nobody has two offers', `${key}: ${offer.id} beside ${other}`);
    this.ringing.set(key, offer.id);
    const agent = this.agents.get(key);
    if (!agent || !isFree(agent))
      this.findings.found('only who is free is offered anything', `${key} at ${seq}: ${JSON.stringify(agent)}`);
  }

  /** Whoever is done with somebody was busy with them: it is told once. */
  private agent(tenant: string, agent: Agent): void {
    const key = `${tenant} ${agent.id}`;
    const before = this.agents.get(key);
    if (agent.handled && !before?.voice.taken && before?.voice.state !== 'busy')
      this.findings.found('a talk is handled once', `${key}: ${JSON.stringify(before)}, then ${JSON.stringify(agent)}`);
    this.agents.set(key, agent);
  }
}
