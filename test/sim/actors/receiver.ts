/**
 * Whoever is asked about a caller, or told of events by webhook: quick, slow, silent, wrong, or down, until all calms
 * down. What it is told must be on the disk, word for word, and come in order.
 */
import type { DeadLetter } from '../../../src/core/delivery';
import type { WebhookRequest } from '../../../src/ports/webhook';
import { type Answering, ok, saying, silence, status } from '../../support/fakeWebhook';
import type { House } from '../../support/house';
import type { Disk } from '../disk';
import { between, pick, type Random } from '../draw';
import type { Findings } from '../findings';

type Told = { readonly tenantid: string; readonly sequence: number };

export class Receiver {
  /** Sequences that arrived and were answered well, by webhook. */
  readonly taken = new Map<string, Set<number>>();
  private readonly random: Random;

  constructor(private readonly scene: { house: House; disk: Disk; findings: Findings; activeMs: number }) {
    this.random = scene.house.world.random('receiver');
    scene.house.webhook.answer = (request) => this.answer(request);
  }

  private answer(request: WebhookRequest): Answering {
    const { sequence, tenantid } = JSON.parse(request.body) as Told;
    const record = this.scene.disk.record(tenantid, sequence);
    if (!record || this.scene.disk.textOf(tenantid, record) !== request.body)
      this.scene.findings.found('a webhook tells what is on the disk', `${tenantid} ${sequence}`);
    if (request.maxBytes !== undefined) return this.asked();
    const answer = this.told();
    if (answer.result.delivered) this.look(tenantid, request.url, sequence);
    if (answer.result.delivered) setOf(this.taken, request.url).add(sequence);
    return answer;
  }

  /** What arrived before a crash comes again, and what was set aside may; all else comes before what follows it. */
  private look(tenant: string, url: string, sequence: number): void {
    const taken = setOf(this.taken, url);
    const later = [...taken].find((one) => one > sequence);
    if (later !== undefined && !taken.has(sequence) && !this.setAside(tenant, sequence))
      this.scene.findings.found('a webhook tells in order', `${url}: ${sequence} after ${later}`);
  }

  private setAside(tenant: string, sequence: number): boolean {
    const journal = this.scene.disk.journal(tenant);
    return journal.some(({ type, data }) => type === 'dead_letter.added' && (data as DeadLetter).sequence === sequence);
  }

  private told(): Answering {
    const { random } = this;
    if (this.scene.house.world.elapsed > this.scene.activeMs) return { ...ok, afterMs: between(random, 1, 20) };
    const trouble = random() < 0.06;
    const afterMs = random() < 0.05 ? between(random, 500, 3_000) : between(random, 1, 60);
    return trouble ? pick(random, [status(500), status(503, between(random, 0, 9_000)), silence]) : { ...ok, afterMs };
  }

  private asked(): Answering {
    const { random } = this;
    const afterMs = random() < 0.2 ? between(random, 500, 3_000) : between(random, 1, 200);
    const answers = [
      saying({ vip: true, level: afterMs }),
      saying({}),
      saying('no'),
      saying({ large: 'x'.repeat(9_000) }),
    ];
    return { afterMs, ...pick(random, [...answers, ...answers, status(500), silence]) };
  }
}

function setOf(sets: Map<string, Set<number>>, url: string): Set<number> {
  const known = sets.get(url) ?? new Set();
  sets.set(url, known);
  return known;
}
